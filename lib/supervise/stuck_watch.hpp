// StuckWatch: whether the recorder still takes what it is sent. Pure.
#pragma once

#include <cstdint>

#include "lib/base/clock.hpp"

namespace logwrap {

class StuckWatch {
 public:
  /// A recorder that takes nothing for so long is stuck: nothing waits for it any more.
  static constexpr std::chrono::seconds kPatience{5};

  /// Something begins to wait for the recorder, which has taken `consumed` bytes so far.
  void begin(std::uint64_t consumed, Time now) {
    consumed_ = consumed;
    moved_ = now;
  }
  /// A look while something waits. `excused`: the recorder takes nothing on purpose, or because we hold it up.
  [[nodiscard]] bool stuck(std::uint64_t consumed, bool excused, Time now) {
    if (consumed != consumed_ || excused) begin(consumed, now);
    return now - moved_ >= kPatience;
  }
  /// When to look again at the latest.
  [[nodiscard]] Time next_look() const { return moved_ + kPatience; }

 private:
  std::uint64_t consumed_ = 0;
  Time moved_;
};

}  // namespace logwrap
