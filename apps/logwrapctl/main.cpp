// logwrapctl: what `logwrap` becomes for the subcommands that read. People type and see `logwrap`.
#include <exception>

#include "apps/logwrapctl/command_line.hpp"
#include "apps/logwrapctl/common.hpp"

int main(int argc, char** argv) {
  try {
    return logwrap::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    logwrap::complain(error.what());
    return logwrap::kExitFailed;
  }
}
