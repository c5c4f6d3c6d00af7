#include "lib/supervise/shipper_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "lib/base/syscall.hpp"
#include "lib/supervise/close_others.hpp"

namespace logwrap {

namespace {

/// Everybody may raise his own: the kernel then prefers this process to the job.
void be_first_to_go() {
  const UniqueFd adjustment(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
  if (adjustment) (void)write_some(adjustment.get(), "1000");
}

[[noreturn]] void become_shipper(char* const* argv, int in, int out, const OriginalSignals& signals) {
  const std::array<int, 2> kept{in, out};
  leave_the_job_alone("logwrap-ship", kept);
  be_first_to_go();
  if (::dup2(in, STDIN_FILENO) >= 0 && ::dup2(out, STDOUT_FILENO) >= 0) {
    signals.restore();
    ::execv(argv[0], argv);
  }
  ::_exit(127);
}

}  // namespace

Result<ShipperProcess> ShipperProcess::start(std::span<const std::string> words, const OriginalSignals& signals) {
  Result<PipeEnds> to = make_pipe();
  if (!to) return to.error();
  Result<PipeEnds> from = make_pipe();
  if (!from) return from.error();
  const std::vector<char*> argv = exec_arguments(words);
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error("cannot fork the shipper");
  if (pid == 0) become_shipper(argv.data(), to->read.get(), from->write.get(), signals);
  ::fcntl(to->write.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(from->read.get(), F_SETFL, O_NONBLOCK);
  return ShipperProcess{pid, std::move(to->write), std::move(from->read)};
}

}  // namespace logwrap
