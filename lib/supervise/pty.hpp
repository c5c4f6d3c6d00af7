// Pty: a pseudo-terminal, its two ends owned.
#pragma once

#include <termios.h>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/terminal/size.hpp"

namespace logwrap {

struct Pty {
  UniqueFd master;  ///< non-blocking
  UniqueFd slave;   ///< opened O_NOCTTY

  /// For a job without a terminal: output passes exactly as written (OPOST off), nothing is echoed.
  [[nodiscard]] static Result<Pty> open_exact(Size size);
  /// Behaves as the terminal that `mode` was read from.
  [[nodiscard]] static Result<Pty> open_like(const termios& mode, Size size);
};

/// TIOCSWINSZ. The kernel sends WINCH to the terminal's foreground group where the size changed.
void set_size(int terminal, Size size);
/// TIOCGWINSZ, or nothing where `fd` is no terminal or does not know its size (0 x 0).
[[nodiscard]] Result<Size> terminal_size(int fd);

}  // namespace logwrap
