#include "lib/supervise/leader.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "lib/base/syscall.hpp"
#include "lib/supervise/close_others.hpp"
#include "lib/supervise/job_usage.hpp"
#include "lib/supervise/outer_terminal.hpp"
#include "lib/supervise/spawn.hpp"

namespace logwrap {

namespace {

enum class Command : char { Continue = 'c', Dismiss = 'd' };

/// The leader's own life, in the process that was forked for it.
class LeaderProcess {
 public:
  LeaderProcess(const LeaderRequest& request, int socket) : request_(request), socket_(socket), slave_(request.slave) {}

  [[noreturn]] void run() noexcept {
    ::prctl(PR_SET_NAME, "logwrap-leader");
    const Result<UniqueFd> signals = open_signal_fd();
    if (!signals || ::setsid() < 0 || ::ioctl(slave_.get(), TIOCSCTTY, 0) != 0) end(What::NotTried, errno);
    const SpawnRequest spawn_request{
        request_.argv, {slave_.get(), slave_.get(), slave_.get()}, slave_.get(), request_.signals};
    const Result<pid_t> job = spawn(spawn_request);
    if (!job) end(job.error().message.empty() ? What::Failed : What::NotTried, job.error().code.value());
    job_ = *job;
    report({What::Started, job_, 0, 0, {}, {}});
    // Only now: the job was to inherit what logwrap was given. The pty's master above all must not stay open here.
    outer_ = duplicate(request_.outer);
    const std::array<int, 4> kept{socket_, slave_.get(), outer_.get(), signals->get()};
    close_all_but(kept);
    detach_stdio();
    serve(signals->get());
  }

 private:
  using What = LeaderReport::What;

  [[noreturn]] void end(What what, int error) {
    report({what, 0, error, 0, {}, {}});
    ::_exit(0);
  }

  void report(const LeaderReport& report) { (void)!::send(socket_, &report, sizeof(report), MSG_NOSIGNAL); }

  [[noreturn]] void serve(int signals) {
    look_at_job();
    while (true) {
      std::array<pollfd, 2> waits{pollfd{socket_, POLLIN, 0}, pollfd{signals, POLLIN, 0}};
      if (::poll(waits.data(), waits.size(), -1) < 0) continue;
      if (waits[1].revents != 0) {
        while (read_signal(signals)) {
        }
        look_at_job();
      }
      if (waits[0].revents != 0) obey();
    }
  }

  void look_at_job() {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(job_), &info, WSTOPPED | WCONTINUED | WNOHANG) == 0 && info.si_pid != 0) {
      if (info.si_code == CLD_STOPPED) report({What::Stopped, 0, 0, info.si_status, {}, {}});
      if (info.si_code == CLD_CONTINUED) report({What::Continued, 0, 0, 0, {}, {}});
      info = {};
    }
    // WNOWAIT: a job that has ended stays a zombie, so that nobody else gets its pid while the pump may still signal
    // it.
    rusage usage{};
    if (ended_ || !wait_for_id(job_, info, WEXITED | WNOHANG | WNOWAIT, usage)) return;
    ended_ = true;
    // Nobody reads this terminal any more: background processes of the job are to notice, as they would behind a shell.
    ::tcsetpgrp(slave_.get(), ::getpgrp());
    slave_.reset();
    const bool exited = info.si_code == CLD_EXITED;
    report({What::Ended, 0, 0, 0, {exited ? info.si_status : 0, exited ? 0 : info.si_status}, usage_of(usage)});
  }

  void obey() {
    Command command{};
    const ssize_t n = ::recv(socket_, &command, sizeof(command), 0);
    if (n > 0 && command == Command::Dismiss) dismissed_ = true;
    if (n > 0 && command == Command::Continue && !ended_) {
      ::tcsetpgrp(slave_.get(), job_);
      ::kill(-job_, SIGCONT);
    }
    if (n > 0) return;
    if (!dismissed_) set_back_if_raw(outer_.get(), request_.outer_mode);  // the pump died
    ::_exit(0);
  }

  const LeaderRequest& request_;
  int socket_;
  UniqueFd slave_;
  UniqueFd outer_;
  pid_t job_ = -1;
  bool ended_ = false;
  bool dismissed_ = false;
};

std::optional<LeaderReport> receive(int socket, int flags, bool& gone) {
  LeaderReport report;
  ssize_t n = 0;
  do {
    n = ::recv(socket, &report, sizeof(report), flags);
  } while (n < 0 && errno == EINTR);
  gone = n == 0 || (n < 0 && errno != EAGAIN);
  if (n != static_cast<ssize_t>(sizeof(report))) return std::nullopt;
  return report;
}

}  // namespace

Result<Leader> Leader::start(const LeaderRequest& request) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return errno_error("cannot make a socket pair for the session leader");
  }
  UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return errno_error("cannot fork the session leader");
  if (pid == 0) LeaderProcess(request, theirs.get()).run();
  theirs.reset();
  bool gone = false;
  const std::optional<LeaderReport> first = receive(ours.get(), 0, gone);
  if (first && first->what == LeaderReport::What::Started) return Leader(pid, first->pid, std::move(ours));
  ::waitpid(pid, nullptr, 0);
  const bool tried = !first || first->what == LeaderReport::What::Failed;
  return errno_error(tried ? "" : "cannot start the session leader", first ? first->error : ECHILD);
}

std::optional<LeaderReport> Leader::next(bool& gone) {
  return receive(socket_.get(), MSG_DONTWAIT, gone);
}

void Leader::continue_job() {
  const Command command = Command::Continue;
  (void)!::send(socket_.get(), &command, sizeof(command), MSG_NOSIGNAL);
}

void Leader::dismiss() {
  const Command command = Command::Dismiss;
  (void)!::send(socket_.get(), &command, sizeof(command), MSG_NOSIGNAL);
}

}  // namespace logwrap
