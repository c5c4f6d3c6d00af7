#include "lib/recorder/intake.hpp"

#include <poll.h>

#include <algorithm>

namespace logwrap {

Transfer Intake::wait_and_read(FrameReader& frames, std::optional<Time> due, std::size_t most, Pace pace) {
  if (pace == Pace::Gathering) gather();
  heard_ = page_.bell;
  pollfd wait{from_, POLLIN, 0};
  int timeout = -1;
  if (due) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - BootClock::now());
    timeout = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
  }
  if (::poll(&wait, 1, timeout) <= 0) return {Transfer::State::WouldBlock, 0, 0};
  const Transfer read = read_some(from_, frames.prepare(most), most);
  const Time now = BootClock::now();
  const bool more_to_come = now - last_read_ < kClose && read.bytes > 0 && read.bytes <= kFew;
  gather_until_ = more_to_come ? std::optional(now + kGather) : std::nullopt;
  last_read_ = now;
  return read;
}

void Intake::gather() {
  if (!gather_until_) return;
  const Time until = *std::exchange(gather_until_, std::nullopt);
  page_.gathering = 1;
  wait_for_bell(page_, heard_, until - BootClock::now());
  page_.gathering = 0;
}

bool Intake::is_empty() const {
  pollfd look{from_, POLLIN, 0};
  return ::poll(&look, 1, 0) == 0;
}

}  // namespace logwrap
