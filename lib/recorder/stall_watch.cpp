#include "lib/recorder/stall_watch.hpp"

#include <algorithm>
#include <utility>

namespace logwrap {

void StallWatch::printed(Time now) {
  if (after_) printed_ = now;
}

std::optional<Time> StallWatch::next_due() const {
  if (!after_) return std::nullopt;
  const std::chrono::milliseconds pace =
      stalled_ ? kLookAgain : std::max<std::chrono::milliseconds>(*after_ / kLooks, std::chrono::seconds(1));
  std::optional<Time> due;
  if (!stalled_) due = moved_ + *after_;
  if (printed_ && (!due || looked_ + pace < *due)) due = looked_ + pace;
  return due;
}

StallWatch::News StallWatch::look(std::string display, Time now) {
  if (!after_) return News::None;
  looked_ = now;
  const std::optional<Time> printed = std::exchange(printed_, std::nullopt);
  if (printed && display != display_) {
    display_ = std::move(display);
    silence_ = *printed - moved_;
    moved_ = *printed;
    return std::exchange(stalled_, false) ? News::GoesOn : News::None;
  }
  if (stalled_ || now < moved_ + *after_) return News::None;
  stalled_ = true;
  silence_ = now - moved_;
  return News::Stalled;
}

}  // namespace logwrap
