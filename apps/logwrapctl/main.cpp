// logwrapctl: what `logwrap` becomes for the subcommands that read. People type and see `logwrap`.
#include <csignal>
#include <exception>

#include "apps/logwrapctl/command_line.hpp"
#include "apps/logwrapctl/common.hpp"

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is a write that fails
  try {
    return logwrap::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    logwrap::complain(error.what());
    return logwrap::kExitFailed;
  }
}
