#include "lib/supervise/exit_status.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>

namespace logwrap {

ExitStatus ExitStatus::from_wait(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {0, WTERMSIG(wait_status)};
  return {WEXITSTATUS(wait_status), 0};
}

ExitStatus ExitStatus::of_exec_error(int error) {
  return {error == ENOENT ? kExitNotFound : kExitNotExecutable, 0};  // as bash and coreutils have it
}

void end_like(const ExitStatus& status) {
  if (status.signal == 0) ::_exit(status.code);
  // A core file would be logwrap's, not the job's. The limit alone does not stop a core_pattern that is a pipe.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::signal(status.signal, SIG_DFL);
  sigset_t only;
  ::sigemptyset(&only);
  ::sigaddset(&only, status.signal);
  ::kill(::getpid(), status.signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);
  ::_exit(128 + status.signal);  // reached as PID 1 only
}

}  // namespace logwrap
