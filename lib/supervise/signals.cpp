#include "lib/supervise/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

sigset_t make_handed_on() {
  sigset_t set;
  ::sigfillset(&set);
  for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT, SIGXCPU, SIGXFSZ, SIGKILL, SIGSTOP,
                        SIGCHLD, SIGPIPE}) {
    ::sigdelset(&set, own);
  }
  return set;
}

}  // namespace

const sigset_t& handed_on_signals() {
  static const sigset_t set = make_handed_on();
  return set;
}

OriginalSignals OriginalSignals::block_all() {
  OriginalSignals original;
  sigset_t blocked = handed_on_signals();
  ::sigaddset(&blocked, SIGCHLD);
  ::sigaddset(&blocked, SIGPIPE);
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
  return SignalEvent{static_cast<int>(info.ssi_signo), info.ssi_code, static_cast<int>(info.ssi_pid), info.ssi_int};
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
