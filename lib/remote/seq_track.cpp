#include "lib/remote/seq_track.hpp"

namespace logwrap {

void SeqTrack::advance() {
  for (auto next = beyond_.begin(); next != beyond_.end() && next->first == through_ + 1; next = beyond_.erase(next)) {
    through_ = next->first;
    through_ts_ = next->second;
  }
}

bool SeqTrack::add(std::uint64_t seq, UnixNanos ts, Time now) {
  if (seq <= through_ || beyond_.contains(seq)) return false;
  if (!known_ || gaps_ == Gaps::AreWanted || seq == through_ + 1) {
    known_ = true;
    through_ = seq;
    through_ts_ = ts;
    const bool had_gap = !beyond_.empty();
    advance();
    if (had_gap) gap_since_ = now;
    return true;
  }
  if (beyond_.empty()) gap_since_ = now;
  beyond_.emplace(seq, ts);
  return true;
}

std::optional<SeqTrack::Missing> SeqTrack::give_up(Time now, std::chrono::nanoseconds patience) {
  if (beyond_.empty() || (now - gap_since_ < patience && beyond_.size() <= kMostBeyond)) return std::nullopt;
  const Missing missing{through_ + 1, beyond_.begin()->first - 1};
  through_ = missing.last;
  advance();
  gap_since_ = now;
  return missing;
}

}  // namespace logwrap
