#include "lib/loki/delivery.hpp"

#include <algorithm>
#include <cassert>

namespace logwrap {

namespace {

/// A burst limit below a batch's size never lets it pass, however long one waits.
constexpr unsigned kTooFastBeforeSplit = 3;
constexpr std::size_t kGrowth = 4 * 1024;

}  // namespace

void Delivery::push(Batch batch) {
  assert(!batch.entries.empty());
  waiting_ += batch.text.size();
  queue_.push_back(std::move(batch));
}

const Batch* Delivery::start(Time now) {
  if (in_flight_ || queue_.empty() || now < not_before_) return nullptr;
  in_flight_ = true;
  return &queue_.front();
}

std::optional<Time> Delivery::next_start() const {
  if (in_flight_ || queue_.empty()) return std::nullopt;
  return not_before_;
}

Delivery::Outcome Delivery::answered(const Answer& answer, Time now, UnixNanos real_now) {
  assert(in_flight_);
  in_flight_ = false;
  Judgement judgement = judge(answer, queue_.front(), real_now);
  Outcome outcome;
  outcome.verdict = judgement.verdict;
  outcome.says = std::move(judgement.says);
  switch (judgement.verdict) {
    case Verdict::Stored:
    case Verdict::Refused:
      outcome.refused = judgement.refused;
      outcome.late = std::move(judgement.too_far_behind);
      settle_front(outcome);
      break;
    case Verdict::TooBig:
      ceiling_ = std::max<std::size_t>(1, std::min(ceiling_, queue_.front().text.size() / 2));
      max_batch_bytes_ = std::min(max_batch_bytes_, ceiling_);
      split_front();
      break;
    case Verdict::Unclear:
      split_front();
      break;
    case Verdict::Slower:
      if (++too_fast_ % kTooFastBeforeSplit == 0) {
        max_batch_bytes_ = std::max<std::size_t>(1, std::min(max_batch_bytes_, queue_.front().text.size() / 2));
        split_front();
      }
      [[fallthrough]];
    case Verdict::Again:
    case Verdict::Pause:
      wait(judgement, now);
      break;
  }
  return outcome;
}

void Delivery::settle_front(Outcome& outcome) {
  waiting_ -= queue_.front().text.size();
  outcome.settled = std::move(queue_.front());
  queue_.pop_front();
  backoff_.reset();
  too_fast_ = 0;
  max_batch_bytes_ = std::min(ceiling_, max_batch_bytes_ + kGrowth);
}

void Delivery::split_front() {
  Batch& front = queue_.front();
  if (front.entries.size() < 2) return;
  auto [first, second] = halves(std::move(front));
  queue_.front() = std::move(second);
  queue_.push_front(std::move(first));
}

void Delivery::wait(const Judgement& judgement, Time now) {
  std::chrono::nanoseconds delay = backoff_.next();
  if (judgement.verdict == Verdict::Pause) delay = std::max<std::chrono::nanoseconds>(delay, Backoff::kLongest / 2);
  if (judgement.retry_after) delay = std::max(delay, *judgement.retry_after);
  not_before_ = now + delay;
}

}  // namespace logwrap
