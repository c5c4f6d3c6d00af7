// KillWait: under a scheduler that kills what is still there a while after it was told to end. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "lib/base/clock.hpp"

namespace logwrap {

class KillWait {
 public:
  /// `seconds` from TERM to KILL; nothing: nobody kills.
  explicit KillWait(std::optional<std::chrono::seconds> seconds) : seconds_(seconds) {}

  /// TERM came. The first one counts: whoever sends a second kills no later.
  void told_to_end(Time now) {
    if (!told_) told_ = now;
  }
  /// How much of `wanted` may be spent, from `now` on, on what the job does not wait for: a quarter of the time from
  /// TERM to KILL, and after a TERM nothing beyond three quarters of it. Who is killed while it drains has another exit
  /// status than the job had.
  [[nodiscard]] std::chrono::milliseconds at_most(std::chrono::milliseconds wanted, Time now) const {
    if (!seconds_) return wanted;
    const std::chrono::milliseconds whole = *seconds_;
    std::chrono::milliseconds most = std::min(wanted, whole / 4);
    if (told_) most = std::min(most, std::chrono::floor<std::chrono::milliseconds>(*told_ + whole * 3 / 4 - now));
    return std::max(most, std::chrono::milliseconds(0));
  }

 private:
  std::optional<std::chrono::seconds> seconds_;
  std::optional<Time> told_;
};

}  // namespace logwrap
