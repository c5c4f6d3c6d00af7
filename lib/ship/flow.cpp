#include "lib/ship/flow.hpp"

#include <algorithm>
#include <utility>

namespace logwrap {

namespace {

/// Between a batch's first and last entry. Where an answer was lost all of it is sent again, and the server must not
/// find the first ones too far behind the last (an hour), which it has already.
constexpr std::chrono::nanoseconds kMaxSpan = std::chrono::minutes(30);

}  // namespace

Flow::Flow(const StreamId& stream, std::uint64_t attempted, std::uint64_t seed)
    : stream_(stream), batcher_(stream), delivery_(seed), attempted_(attempted), restoring_(attempted) {}

void Flow::add(const EncodedEntry& entry, Time now) {
  if (restores(entry.seq)) {
    const bool last = entry.seq == restoring_;
    restored_.append(entry);
    if (last) close_restored();
    return;
  }
  close_restored();
  if (!batcher_.empty() && entry.ts - batcher_.first_ts() > kMaxSpan.count()) close();
  if (auto closed = batcher_.add(entry, now, delivery_.max_batch_bytes())) delivery_.push(*std::move(closed));
}

/// Also where its last entry did not come, because the journal has lost it.
void Flow::close_restored() {
  restoring_ = 0;
  if (restored_.entries.empty()) return;
  restored_.stream = stream_;
  delivery_.push(std::exchange(restored_, Batch{}));
}

void Flow::close_due(Time now) {
  const std::optional<Time> due = batcher_.due();
  if (due && *due <= now && delivery_.idle()) delivery_.push(batcher_.take());
}

void Flow::close() {
  close_restored();
  if (!batcher_.empty()) delivery_.push(batcher_.take());
}

const Batch* Flow::start(Time now) {
  const Batch* batch = delivery_.start(now);
  if (batch != nullptr) attempted_ = std::max(attempted_, batch->entries.back().seq);
  return batch;
}

Delivery::Outcome Flow::answered(const Answer& answer, Time now, UnixNanos real_now) {
  return delivery_.answered(answer, now, real_now);
}

std::optional<Time> Flow::next_due() const {
  if (delivery_.in_flight()) return std::nullopt;
  return delivery_.idle() ? batcher_.due() : delivery_.next_start();
}

}  // namespace logwrap
