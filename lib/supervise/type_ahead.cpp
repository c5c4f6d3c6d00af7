#include "lib/supervise/type_ahead.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "lib/base/unique_fd.hpp"
#include "lib/supervise/shared_fd.hpp"

namespace logwrap {

namespace {

/// More than a terminal's queue holds (4 KiB). What a job feeds its own terminal meanwhile must not keep us here.
constexpr std::size_t kMostUnread = 8 * 1024;

void read_until_empty(int slave, char end_of_file, std::string& unread) {
  bool ended = false;  // two in a row: not typed, but a terminal that was hung up
  while (unread.size() < kMostUnread) {
    std::array<char, 4096> buffer{};
    const ssize_t n = ::read(slave, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || (n == 0 && ended)) return;
    ended = n == 0;
    if (ended) unread += end_of_file;
    unread.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

std::string take_unread(int master) {
  const UniqueFd slave(::ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  termios mode{};
  if (!slave || is_hung_up(slave.get()) || ::tcgetattr(slave.get(), &mode) != 0) return {};
  const char end_of_file = static_cast<char>(mode.c_cc[VEOF]);
  std::string unread;
  if ((mode.c_lflag & ICANON) != 0) {
    read_until_empty(slave.get(), end_of_file, unread);
    // A line that was not finished can be read only without lines.
    termios by_characters = mode;
    by_characters.c_lflag &= ~static_cast<tcflag_t>(ICANON);
    by_characters.c_cc[VMIN] = 1;
    by_characters.c_cc[VTIME] = 0;
    ::tcsetattr(slave.get(), TCSANOW, &by_characters);
    read_until_empty(slave.get(), end_of_file, unread);
    ::tcsetattr(slave.get(), TCSANOW, &mode);
  } else {
    read_until_empty(slave.get(), end_of_file, unread);
  }
  return unread;
}

void put_back(int terminal, std::string_view typed) {
  for (const char& c : typed) {
    if (::ioctl(terminal, TIOCSTI, &c) != 0) return;
  }
}

}  // namespace logwrap
