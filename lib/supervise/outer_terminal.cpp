#include "lib/supervise/outer_terminal.hpp"

#include <unistd.h>
#include <cerrno>
#include <utility>

#include "lib/supervise/pty.hpp"

namespace logwrap {

std::optional<OuterTerminal> OuterTerminal::attach(int fd) {
  termios mode{};
  if (::tcgetattr(fd, &mode) != 0) return std::nullopt;
  return OuterTerminal(fd, mode);
}

OuterTerminal::OuterTerminal(OuterTerminal&& other) noexcept
    : fd_(other.fd_), original_(other.original_), raw_(std::exchange(other.raw_, false)) {}

bool OuterTerminal::in_foreground() const {
  const pid_t group = ::tcgetpgrp(fd_);
  return group < 0 ? errno == ENOTTY : group == ::getpgrp();
}

void OuterTerminal::make_raw() {
  if (raw_ || !in_foreground()) return;
  termios mode = original_;
  ::cfmakeraw(&mode);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  raw_ = ::tcsetattr(fd_, TCSANOW, &mode) == 0;
}

void OuterTerminal::await_next_reader() {
  termios mode{};
  if (!raw_ || !in_foreground() || ::tcgetattr(fd_, &mode) != 0) return;
  mode.c_iflag |= original_.c_iflag & ICRNL;
  ::tcsetattr(fd_, TCSANOW, &mode);
}

void OuterTerminal::restore() {
  // TCSANOW: a terminal that nobody reads must not hold us here, and what was written has been processed already.
  if (std::exchange(raw_, false) && in_foreground()) ::tcsetattr(fd_, TCSANOW, &original_);
}

Size OuterTerminal::size() const {
  const Result<Size> size = terminal_size(fd_);
  return size ? *size : Size{24, 80};
}

}  // namespace logwrap
