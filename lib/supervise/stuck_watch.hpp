// StuckWatch: whether the recorder still takes what it is sent. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "lib/base/clock.hpp"

namespace logwrap {

class StuckWatch {
 public:
  /// A recorder that takes nothing for so long is stuck: nothing waits for it any more.
  static constexpr std::chrono::seconds kPatience{5};
  /// It is looked at so often.
  static constexpr std::chrono::seconds kLookEvery{1};

  /// Something begins to wait for the recorder, which has taken `consumed` bytes so far.
  void begin(std::uint64_t consumed, Time now) {
    consumed_ = consumed;
    looked_ = now;
    waited_ = {};
  }
  /// A look while something waits. `excused`: the recorder takes nothing on purpose, or because we hold it up. What is
  /// beyond kLookEvery since the last look does not count: we stood still ourselves (a job that was suspended, a
  /// container that was paused), and the recorder most likely with us.
  [[nodiscard]] bool stuck(std::uint64_t consumed, bool excused, Time now) {
    if (consumed != consumed_ || excused) begin(consumed, now);
    waited_ += std::min<std::chrono::nanoseconds>(now - looked_, kLookEvery);
    looked_ = now;
    return waited_ >= kPatience;
  }
  /// When to look again.
  [[nodiscard]] Time next_look() const { return looked_ + kLookEvery; }

 private:
  std::uint64_t consumed_ = 0;
  Time looked_;
  std::chrono::nanoseconds waited_{};  ///< without any progress
};

}  // namespace logwrap
