// The command line of all that `logwrap SUBCOMMAND` hands to this program.
#pragma once

namespace logwrap {

/// Parses and runs; answers the exit status.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace logwrap
