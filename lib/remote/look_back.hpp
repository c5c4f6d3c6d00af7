// LookBack: from when on a follower asks for a run's records.
//
// What is still to come may be of any time since the last record that was seen: the clock of the run's node is behind,
// or what was printed could not be sent. But whoever asks for all of that time each second lets Loki read ever more of
// it, for a run that is quiet.
#pragma once

#include <chrono>
#include <optional>

#include "lib/base/clock.hpp"

namespace logwrap {

class LookBack {
 public:
  /// What was sent in batches and tried again comes so much later than what was sent beside it, at most usually.
  static constexpr std::chrono::seconds kOverlap{60};
  /// All of the time is asked for again after this part of it: on average Loki reads for that no more than kOverlap
  /// each second.
  static constexpr int kPart = 60;

  /// A question at `now`, which is `real`, about what is not older than `left_off`: where it begins. That is `left_off`
  /// or, where that is long ago and was asked for lately, kOverlap ago.
  [[nodiscard]] UnixNanos start(UnixNanos left_off, UnixNanos real, Time now);

 private:
  std::optional<Time> asked_for_all_;
};

}  // namespace logwrap
