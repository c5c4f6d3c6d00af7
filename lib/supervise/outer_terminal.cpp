#include "lib/supervise/outer_terminal.hpp"

#include <sys/ttydefaults.h>
#include <unistd.h>
#include <cerrno>
#include <utility>

#include "lib/supervise/pty.hpp"

namespace logwrap {

namespace {

/// As `stty sane` has it. A line editor takes away what it does itself.
void make_usual(termios& mode) {
  mode.c_iflag = (mode.c_iflag & IUTF8) | ICRNL | IXON;
  mode.c_oflag = OPOST | ONLCR;
  mode.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
  mode.c_cc[VMIN] = CMIN;
  mode.c_cc[VTIME] = CTIME;
  mode.c_cc[VLNEXT] = CLNEXT;
  mode.c_cc[VDISCARD] = CDISCARD;
  mode.c_cc[VSWTC] = _POSIX_VDISABLE;
}

/// In a character that Linux makes no use of: that it was a logwrap that made this terminal raw. One that is raw
/// otherwise is meant to be, by socat for one, and the job's is to be like it.
constexpr cc_t kMark = 'L';

bool is_raw_by_logwrap(const termios& mode) {
  return mode.c_cc[VSWTC] == kMark && (mode.c_lflag & ICANON) == 0;
}

}  // namespace

void set_back_if_raw(int terminal, const termios& mode) {
  termios now{};
  if (::tcgetattr(terminal, &now) == 0 && is_raw_by_logwrap(now)) ::tcsetattr(terminal, TCSANOW, &mode);
}

OuterTerminal::OuterTerminal(int fd, const termios& original)
    : fd_(fd), original_(original), controlling_(::tcgetpgrp(fd) >= 0) {
  if (!in_foreground() || is_raw_by_logwrap(original)) make_usual(original_);
}

std::optional<OuterTerminal> OuterTerminal::attach(int fd) {
  termios mode{};
  if (::tcgetattr(fd, &mode) != 0) return std::nullopt;
  return OuterTerminal(fd, mode);
}

OuterTerminal::OuterTerminal(OuterTerminal&& other) noexcept
    : fd_(other.fd_),
      original_(other.original_),
      controlling_(other.controlling_),
      raw_(std::exchange(other.raw_, false)),
      shared_(other.shared_) {}

bool OuterTerminal::in_foreground() const {
  const pid_t group = ::tcgetpgrp(fd_);
  return group < 0 ? errno == ENOTTY && (raw_ || !controlling_) : group == ::getpgrp();
}

void OuterTerminal::make_raw() {
  termios mode{};
  if (raw_ || !in_foreground() || ::tcgetattr(fd_, &mode) != 0) return;
  shared_ = is_raw_by_logwrap(mode);
  if (!shared_) original_ = mode;
  ::cfmakeraw(&mode);
  mode.c_cc[VMIN] = 1;
  mode.c_cc[VTIME] = 0;
  mode.c_cc[VSWTC] = kMark;
  raw_ = ::tcsetattr(fd_, TCSANOW, &mode) == 0;
}

void OuterTerminal::await_next_reader() {
  termios mode{};
  if (!raw_ || shared_ || !in_foreground() || ::tcgetattr(fd_, &mode) != 0) return;
  mode.c_iflag |= original_.c_iflag & ICRNL;
  ::tcsetattr(fd_, TCSANOW, &mode);
}

void OuterTerminal::restore() {
  // TCSANOW: a terminal that nobody reads must not hold us here, and what was written has been processed already.
  if (std::exchange(raw_, false) && !shared_ && in_foreground()) ::tcsetattr(fd_, TCSANOW, &original_);
}

Size OuterTerminal::size() const {
  const Result<Size> size = terminal_size(fd_);
  return size ? *size : Size{24, 80};
}

}  // namespace logwrap
