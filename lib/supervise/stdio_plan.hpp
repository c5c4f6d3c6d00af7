// StdioPlan: what the job's stdout and stderr are to be, from what logwrap's own are. Pure.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>

#include "lib/config/config.hpp"

namespace logwrap {

enum class FdKind : std::uint8_t { Closed, Terminal, Pipe, Socket, Other };

/// One of logwrap's own descriptors 0 to 2.
struct FdInfo {
  FdKind kind = FdKind::Closed;
  dev_t device = 0;  ///< of a terminal: st_rdev; tells whether two are the same terminal
};
[[nodiscard]] FdInfo examine_fd(int fd);

enum class StreamKind : std::uint8_t {
  Closed,  ///< logwrap was started without it; so is the job
  Pty,     ///< a pty of its own
  Pipe,
};

struct StdioPlan {
  /// stdin, stdout and stderr are one terminal: the job gets one pty for all three, in a session of its own.
  bool interactive = false;
  /// Of the streams where not interactive: stdout, stderr.
  std::array<StreamKind, 2> streams{StreamKind::Pty, StreamKind::Pty};
};

/// The rules of design.md, "Ptys, sessions, streams". `own` is descriptors 0, 1, 2.
[[nodiscard]] StdioPlan plan_stdio(const std::array<FdInfo, 3>& own, PtyUse use);

}  // namespace logwrap
