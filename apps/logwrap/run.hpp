// `logwrap [OPTIONS] -- COMMAND [ARG...]`
#pragma once

#include "apps/logwrap/command_line.hpp"

namespace logwrap {

/// Parses the options, runs the command and ends this process as the job ended; returns only where the command was not
/// started, with the exit status for that.
[[nodiscard]] int run(const CommandLine& line);

}  // namespace logwrap
