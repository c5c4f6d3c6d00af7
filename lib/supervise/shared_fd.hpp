// Descriptors that logwrap shares with others: its own stdin, stdout and stderr. O_NONBLOCK belongs to the open file
// and not to the descriptor, so setting it there would change the shell's terminal and the neighbours in a pipeline.
// These are the ways around.
#pragma once

#include <cstdint>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

enum class Direction : std::uint8_t { Read, Write };

/// An open file of our own of the same pipe or terminal, non-blocking. Nothing for what cannot be opened anew: a
/// socket, a terminal that another user owns, a pipe whose other end is closed, no /proc.
[[nodiscard]] UniqueFd reopen_nonblocking(int fd, Direction direction);

/// A descriptor of our own (an epoll) that is readable while `fd` is ready: so waiting for it leaves `fd` untouched.
/// Nothing where `fd` cannot be waited for: a regular file is always ready.
[[nodiscard]] UniqueFd readiness_of(int fd, Direction direction);

/// Whether the terminal `fd` has been hung up.
[[nodiscard]] bool is_hung_up(int fd);

/// Puts /dev/null in the place of `fd`: closed for whoever reads or writes its other end, and the number stays taken.
void close_shared(int fd);

}  // namespace logwrap
