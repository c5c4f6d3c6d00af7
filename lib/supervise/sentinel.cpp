#include "lib/supervise/sentinel.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "lib/base/syscall.hpp"
#include "lib/supervise/close_others.hpp"

namespace logwrap {

namespace {

/// The kernel hands out whatever else is pending before it.
const int kQuestion = SIGRTMAX;

[[noreturn]] void watch(int pipe, pid_t parent) noexcept {
  ::prctl(PR_SET_NAME, "logwrap-sentry");
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before the line above
  const std::array<int, 1> kept{pipe};
  close_all_but(kept);
  detach_stdio();
  sigset_t watched = handed_on_signals();
  while (true) {
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&watched, &info);
    if (signal < 0) continue;
    const bool asked = signal == kQuestion && info.si_code == SI_QUEUE && info.si_pid == parent;
    const SignalEvent event{
        asked ? 0 : signal, info.si_code, info.si_pid, info.si_uid, static_cast<std::uint64_t>(info.si_value.sival_int),
        BootClock::now()};
    if (!write_all(pipe, {reinterpret_cast<const char*>(&event), sizeof(event)})) ::_exit(0);
  }
}

}  // namespace

Result<Sentinel> Sentinel::start() {
  Result<PipeEnds> pipe = make_pipe();
  if (!pipe) return pipe.error();
  ::fcntl(pipe->read.get(), F_SETFL, O_NONBLOCK);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error("cannot fork the sentinel");
  if (pid == 0) watch(pipe->write.get(), parent);
  return Sentinel(pid, std::move(pipe->read));
}

Sentinel::Sentinel(Sentinel&& other) noexcept : pid_(std::exchange(other.pid_, -1)), pipe_(std::move(other.pipe_)) {}

Sentinel::~Sentinel() {
  // Where we may signal nobody (seccomp, AppArmor) it ends with this process.
  if (pid_ > 0 && ::kill(pid_, SIGKILL) == 0) ::waitpid(pid_, nullptr, 0);
}

void Sentinel::end() const {
  signal_process(pid_, SIGKILL);
}

void Sentinel::ask(int question) const {
  if (pid_ <= 0) return;
  sigval value{};
  value.sival_int = question;
  ::sigqueue(pid_, kQuestion, value);
}

std::optional<SignalEvent> Sentinel::next() {
  SignalEvent event;
  const Transfer read = read_some(pipe_.get(), reinterpret_cast<char*>(&event), sizeof(event));
  gone_ = gone_ || read.state == Transfer::State::End || read.state == Transfer::State::Failed;
  if (read.bytes != sizeof(event)) return std::nullopt;
  return event;
}

}  // namespace logwrap
