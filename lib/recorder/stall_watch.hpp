// StallWatch: whether a job has gone silent: nothing printed, and nothing moved on its screens, for so long. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "lib/base/clock.hpp"

namespace logwrap {

class StallWatch {
 public:
  /// What is printed without anything moving (a spinner that turns) is looked at so often within `after`, and at least
  /// each second where that is longer: it costs a look at the screens.
  static constexpr int kLooks = 8;
  /// Once the job has stalled, so soon after it prints again.
  static constexpr std::chrono::seconds kLookAgain{1};

  enum class News { None, Stalled, GoesOn };

  /// `after` nothing: never.
  StallWatch(std::optional<std::chrono::milliseconds> after, Time start)
      : after_(after), moved_(start), looked_(start) {}

  /// The job has printed something.
  void printed(Time now);
  [[nodiscard]] std::optional<Time> next_due() const;
  /// To be called when it is due. `display` is all that has to change for the job to have moved.
  [[nodiscard]] News look(std::string display, Time now);
  /// Of a job that has stalled, how long nothing has moved; of one that goes on, how long nothing had.
  [[nodiscard]] std::chrono::nanoseconds silence() const { return silence_; }

 private:
  std::optional<std::chrono::milliseconds> after_;
  Time moved_;
  Time looked_;
  std::optional<Time> printed_;  ///< since looked_
  std::string display_;          ///< at looked_
  bool stalled_ = false;
  std::chrono::nanoseconds silence_{};
};

}  // namespace logwrap
