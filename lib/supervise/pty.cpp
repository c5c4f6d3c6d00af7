#include "lib/supervise/pty.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>

namespace logwrap {

namespace {

Result<Pty> open_pair(Size size) {
  Pty pty;
  pty.master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!pty.master) return errno_error("cannot open /dev/ptmx");
  if (::grantpt(pty.master.get()) != 0 || ::unlockpt(pty.master.get()) != 0) {
    return errno_error("cannot unlock a pseudo-terminal");
  }
  // Asked for by descriptor, not by name: in a container /dev/pts may be missing or another instance.
  pty.slave.reset(::ioctl(pty.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!pty.slave) return errno_error("cannot open the slave of a pseudo-terminal");
  set_size(pty.slave.get(), size);
  return pty;
}

}  // namespace

Result<Pty> Pty::open_exact(Size size) {
  Result<Pty> pty = open_pair(size);
  if (!pty) return pty;
  termios mode{};
  if (::tcgetattr(pty->slave.get(), &mode) != 0) return errno_error("cannot read a pseudo-terminal's mode");
  mode.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
  if (::tcsetattr(pty->slave.get(), TCSANOW, &mode) != 0) return errno_error("cannot set a pseudo-terminal's mode");
  return pty;
}

Result<Pty> Pty::open_like(const termios& mode, Size size) {
  Result<Pty> pty = open_pair(size);
  if (!pty) return pty;
  if (::tcsetattr(pty->slave.get(), TCSANOW, &mode) != 0) return errno_error("cannot set a pseudo-terminal's mode");
  return pty;
}

void set_size(int terminal, Size size) {
  winsize window{};
  window.ws_row = static_cast<unsigned short>(size.rows);
  window.ws_col = static_cast<unsigned short>(size.columns);
  ::ioctl(terminal, TIOCSWINSZ, &window);
}

Result<Size> terminal_size(int fd) {
  winsize window{};
  if (::ioctl(fd, TIOCGWINSZ, &window) != 0) return errno_error("cannot read the window's size");
  if (window.ws_row == 0 || window.ws_col == 0) return errno_error("the terminal does not know its size", 0);
  return Size{window.ws_row, window.ws_col};
}

}  // namespace logwrap
