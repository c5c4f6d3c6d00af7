#include "lib/recorder/backpressure.hpp"

#include <algorithm>

namespace logwrap {

namespace {

/// A bit less than is sent, so that the backlog shrinks.
constexpr double kShare = 0.9;
/// How finely it is known what is unsent: parts of the journal's bound.
constexpr std::uint64_t kPoints = 256;
/// However fast it was taken: a pause is looked at anew after this.
constexpr std::chrono::nanoseconds kLongestPause = std::chrono::seconds(1);

std::chrono::nanoseconds seconds(double number) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(number));
}

}  // namespace

Backpressure::Backpressure(OnFull on_full, std::uint64_t run_limit, std::uint64_t reserve, const Written& from)
    : on_full_(on_full),
      full_at_(run_limit - std::min(run_limit, reserve)),
      grain_(run_limit / kPoints),
      written_(from.bytes),
      points_{from} {}

void Backpressure::look(const Progress& progress, const Written& written, Time now) {
  if (progress.answers != answers_) {
    answers_ = progress.answers;
    answered_ = true;
    answered_at_ = now;
  }
  written_ = written.bytes;
  note_sent(progress);
  samples_.push_back({now, sent_});
  while (now - samples_.front().time > kMoving) samples_.pop_front();
}

void Backpressure::note_sent(const Progress& progress) {
  while (points_.size() > 1 && points_[1].seq <= progress.settled) points_.pop_front();
  const bool known = points_.front().seq <= progress.settled;
  sent_ = known ? points_.front().bytes : written_ - std::min(written_, progress.unsent_bytes);
}

bool Backpressure::moving(Time now) const {
  return answered_ && now - answered_at_ <= kMoving;
}

/// Bytes of the journal a second, over the last kMoving.
double Backpressure::sending_rate() const {
  if (samples_.size() < 2) return 0;
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  const double time = std::chrono::duration<double>(last.time - first.time).count();
  const double sent = static_cast<double>(last.sent) - static_cast<double>(first.sent);
  return time > 0 ? std::max(sent, 0.0) / time : 0;
}

bool Backpressure::full() const {
  return on_full_ == OnFull::Throttle && unsent() >= full_at_;
}

std::size_t Backpressure::most_at_once(std::size_t usual) const {
  constexpr std::size_t little = 4 * 1024;
  const bool near = on_full_ == OnFull::Throttle && unsent() + 64 * usual >= full_at_;
  return near ? std::min(usual, little) : usual;
}

void Backpressure::took(std::uint64_t output, const Written& written, Time now) {
  const auto added = static_cast<double>(written.bytes - std::min(written.bytes, written_));
  written_ = std::max(written.bytes, written_);
  if (written.bytes - points_.back().bytes >= grain_) points_.push_back(written);
  if (!moving(now) || unsent() <= kHighWater) return;
  // At the pace that is sent, but for the least rate, which is one of output.
  const double least = static_cast<double>(output) / kLeastRate;
  const double rate = sending_rate() * kShare;
  const double time = rate > 0 ? std::min(added / rate, least) : least;
  not_before_ = std::max(not_before_, now) + std::min(seconds(time), kLongestPause);
}

std::chrono::nanoseconds Backpressure::pause(Time now) const {
  if (full()) return kLookEvery;
  return std::max<std::chrono::nanoseconds>(not_before_ - now, {});
}

std::chrono::nanoseconds Backpressure::pause_at_end(Time now) const {
  return full() && moving(now) ? std::chrono::nanoseconds(kLookEvery) : std::chrono::nanoseconds(0);
}

}  // namespace logwrap
