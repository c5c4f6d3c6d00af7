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
    : stream_(stream), delivery_(seed), attempted_(attempted), restoring_(attempted) {}

void Flow::add(const EncodedEntry& entry, Time now) {
  if (restores(entry.seq)) {
    const bool last = entry.seq == restoring_;
    restored_.append(entry);
    if (last) close_restored();
    return;
  }
  close_restored();
  if (!batcher_.empty() && entry.ts - first_ts_ > kMaxSpan.count()) close();
  if (batcher_.empty()) first_ts_ = entry.ts;
  auto closed = batcher_.add(stream_, entry, now, delivery_.max_batch_bytes());
  if (!closed) return;
  delivery_.push(*std::move(closed));
  first_ts_ = entry.ts;
}

/// Also where its last entry did not come, because the journal has lost it.
void Flow::close_restored() {
  restoring_ = 0;
  if (restored_.entries.empty()) return;
  restored_.stream = stream_;
  delivery_.push(std::exchange(restored_, Batch{}));
}

void Flow::close_due(Time now) {
  if (!delivery_.idle()) return;
  for (Batch& batch : batcher_.take_due(now)) delivery_.push(std::move(batch));
}

void Flow::close() {
  close_restored();
  for (Batch& batch : batcher_.take_all()) delivery_.push(std::move(batch));
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
  return delivery_.idle() ? batcher_.next_due() : delivery_.next_start();
}

}  // namespace logwrap
