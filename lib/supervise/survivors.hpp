// Survivors: processes that outlive the job and still hold its output. logwrap ends without them; a detached copy of it
// goes on passing their output through, because closing a pty under them would end them.
#pragma once

#include <span>

namespace logwrap {

struct Leftover {
  int from = -1;  ///< a pty's master or a pipe that is still open
  int to = -1;    ///< logwrap's own stream; -1: read and thrown away
};

/// Forks a process that copies until each has ended. It keeps `kept` open as well. Nothing is recorded of it.
void pass_through_detached(std::span<const Leftover> leftovers, std::span<const int> kept);

}  // namespace logwrap
