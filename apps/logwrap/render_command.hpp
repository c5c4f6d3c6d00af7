// `logwrap render [FILE] --size ROWSxCOLS`
#pragma once

#include "apps/logwrap/command_line.hpp"

namespace logwrap {

/// Renders, and returns the exit status: 0, 1 where reading or writing failed, 125 for a usage error.
[[nodiscard]] int render_command(const CommandLine& line);

}  // namespace logwrap
