#include "lib/supervise/recorder_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "lib/base/syscall.hpp"
#include "lib/supervise/close_others.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

namespace {

/// Room for some milliseconds of the fastest job, so that pump and recorder are not woken for each other all the time.
constexpr int kPipeBytes = 256 * 1024;

/// A fault ends a process even where its signal is blocked; one that is sent should do the same, so that it can be
/// tried.
void let_a_crash_be_sent() {
  sigset_t faults;
  ::sigemptyset(&faults);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::sigaddset(&faults, fault);
  ::sigprocmask(SIG_UNBLOCK, &faults, nullptr);
}

/// As leave_the_job_alone, for processes that hold what the job printed while nothing was to be recorded: a core file
/// would hold it, too.
void leave_without_a_trace(const char* process_name, std::span<const int> kept) {
  leave_the_job_alone(process_name, kept);
  ::prctl(PR_SET_DUMPABLE, 0);
  let_a_crash_be_sent();
}

[[noreturn]] void become_recorder(const RecorderSetup& setup, SharedPage& page, PipeEnds& to, PipeEnds& from) noexcept {
  to.write.reset();
  from.read.reset();
  const std::array<int, 2> kept{to.read.get(), from.write.get()};
  leave_without_a_trace("logwrap-record", kept);
  int status = 1;
  try {
    status = static_cast<int>(run_recorder(setup, page, std::move(to.read), std::move(from.write)));
  } catch (...) {
    ::_exit(1);  // out of memory, most likely: the pump starts another
  }
  ::_exit(status);
}

}  // namespace

Result<RecorderProcess> RecorderProcess::start(const RecorderSetup& setup, SharedPage& page) {
  Result<PipeEnds> to = make_pipe();
  if (!to) return to.error();
  Result<PipeEnds> from = make_pipe();
  if (!from) return from.error();
  ::fcntl(to->write.get(), F_SETPIPE_SZ, kPipeBytes);  // refused beyond the user's share: the smaller one does, too
  ::fcntl(to->write.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(from->read.get(), F_SETFL, O_NONBLOCK);
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error("cannot fork the recorder");
  if (pid == 0) become_recorder(setup, page, *to, *from);
  return RecorderProcess{pid, std::move(to->write), std::move(from->read)};
}

void note_end_in_child(const RecorderSetup& setup, const SharedPage& page, const JobEndPayload& end,
                       const GapPayload& lost, Time time, std::chrono::milliseconds patience) {
  Result<PipeEnds> pipe = make_pipe();
  if (!pipe) return;
  const pid_t pid = ::fork();
  if (pid < 0) return;
  if (pid == 0) {
    const std::array<int, 1> kept{pipe->write.get()};
    leave_without_a_trace("logwrap-end", kept);
    try {
      write_end_only(setup, page, end, lost, time);
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  pipe->write.reset();
  // The child's end of the pipe closes when it ends, however it does.
  pollfd wait{pipe->read.get(), POLLIN, 0};
  ::poll(&wait, 1, static_cast<int>(patience.count()));
  signal_process(pid, SIGKILL);
  // A process that hangs in the disk does not even die of KILL: it is left to init.
  ::waitpid(pid, nullptr, WNOHANG);
}

}  // namespace logwrap
