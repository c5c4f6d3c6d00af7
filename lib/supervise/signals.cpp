#include "lib/supervise/signals.hpp"

#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

sigset_t make_handed_on() {
  sigset_t set;
  ::sigfillset(&set);
  for (const int own : {SIGKILL, SIGSTOP, SIGCHLD}) ::sigdelset(&set, own);
  return set;
}

}  // namespace

const sigset_t& handed_on_signals() {
  static const sigset_t kSignals = make_handed_on();
  return kSignals;
}

OriginalSignals OriginalSignals::block_all() {
  OriginalSignals original;
  sigset_t blocked = handed_on_signals();
  ::sigaddset(&blocked, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &blocked, &original.mask_);
  struct sigaction child {};
  ::sigaction(SIGCHLD, nullptr, &child);
  original.child_ignored_ = child.sa_handler == SIG_IGN;
  if (original.child_ignored_) ::signal(SIGCHLD, SIG_DFL);
  return original;
}

void OriginalSignals::restore() const {
  if (child_ignored_) ::signal(SIGCHLD, SIG_IGN);
  ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

Result<UniqueFd> open_signal_fd() {
  sigset_t set = handed_on_signals();
  ::sigaddset(&set, SIGCHLD);
  UniqueFd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return errno_error("cannot open a descriptor for signals");
  return fd;
}

std::optional<SignalEvent> read_signal(int signal_fd) {
  signalfd_siginfo info{};
  const Transfer read = read_some(signal_fd, reinterpret_cast<char*>(&info), sizeof(info));
  if (read.bytes != sizeof(info)) return std::nullopt;
  return SignalEvent{static_cast<int>(info.ssi_signo),
                     info.ssi_code,
                     static_cast<int>(info.ssi_pid),
                     info.ssi_uid,
                     info.ssi_ptr,
                     BootClock::now()};
}

void signal_process(pid_t process, int signal) {
  if (process > 0) ::kill(process, signal);
}

void send_on(pid_t process, const SignalEvent& event) {
  if (process <= 0) return;
  if (event.code == SI_QUEUE) {
    siginfo_t info{};
    info.si_signo = event.signal;
    info.si_code = event.code;
    info.si_pid = event.sender;
    info.si_uid = event.user;
    info.si_value.sival_ptr = reinterpret_cast<void*>(event.value);
    if (::syscall(SYS_rt_sigqueueinfo, process, event.signal, &info) == 0) return;
  }
  signal_process(process, event.signal);
}

void stop_self(int signal) {
  if (signal == SIGSTOP) {
    ::raise(SIGSTOP);
    return;
  }
  struct sigaction before {};
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  ::sigaction(signal, &standard, &before);
  sigset_t only;
  ::sigemptyset(&only);
  ::sigaddset(&only, signal);
  ::kill(::getpid(), signal);
  ::sigprocmask(SIG_UNBLOCK, &only, nullptr);  // stops here
  ::sigprocmask(SIG_BLOCK, &only, nullptr);
  ::sigaction(signal, &before, nullptr);
}

}  // namespace logwrap
