// logwrapctl: what `logwrap` becomes for the subcommands that read. People type and see `logwrap`.
#include <sys/resource.h>

#include <csignal>
#include <exception>

#include "apps/logwrapctl/command_line.hpp"
#include "apps/logwrapctl/common.hpp"

namespace {

/// A core file would hold the token that Loki is shown. Not by PR_SET_DUMPABLE, which closes /proc/self/fd. Of a
/// core_pattern that is a pipe a limit of 0 means nothing, and one of 1 that there is no core (core(5)).
void leave_no_core() {
  const rlimit none{1, 1};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow (ulimit -f) is a write that fails
  leave_no_core();
  try {
    return logwrap::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    logwrap::complain(error.what());
    return logwrap::kExitFailed;
  }
}
