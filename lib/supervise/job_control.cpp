#include "lib/supervise/job_control.hpp"

#include <unistd.h>

#include <utility>

#include "lib/base/syscall.hpp"
#include "lib/supervise/shared_fd.hpp"
#include "lib/supervise/type_ahead.hpp"

namespace logwrap {

namespace {

/// From the report that the job was stopped to stopping with it: what it wrote last is still on its way to us.
constexpr std::chrono::milliseconds kLastWords{20};
/// While another process group has the terminal nothing tells us when we get it back (`fg` sends no CONT to a job that
/// runs), so we look.
constexpr std::chrono::milliseconds kForegroundLook{500};

}  // namespace

JobControl::JobControl(boost::asio::io_context& io, OuterTerminal outer, Handlers handlers)
    : outer_(std::move(outer)),
      handlers_(std::move(handlers)),
      io_(io),
      leader_socket_(io),
      foreground_alarm_(io),
      stop_alarm_(io) {}

Result<pid_t> JobControl::start(std::span<const std::string> argv, int slave, const OriginalSignals& signals) {
  Result<Leader> leader = Leader::start({argv, slave, outer_.fd(), outer_.original(), &signals});
  if (!leader) return leader.error();
  leader_.emplace(std::move(*leader));
  leader_socket_.assign(duplicate(leader_->socket()).release());
  wait_for_leader();
  return leader_->job();
}

void JobControl::begin(int master) {
  keyboard_.emplace(io_, outer_.fd(), duplicate(master), handlers_.hung_up);
  look_at_foreground();
}

void JobControl::wait_for_leader() {
  leader_socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                            [this](const boost::system::error_code& error) {
                              if (error) return;
                              bool gone = false;
                              while (const std::optional<LeaderReport> report = leader_->next(gone)) take(*report);
                              if (!gone) return wait_for_leader();
                              leader_gone();
                            });
}

void JobControl::take(const LeaderReport& report) {
  switch (report.what) {
    case LeaderReport::What::Started:
    case LeaderReport::What::Failed:
    case LeaderReport::What::NotTried:
      break;  // Leader::start has dealt with them
    case LeaderReport::What::Stopped:
      stop_soon(report.stop_signal);
      break;
    case LeaderReport::What::Continued:
      stopped_ = false;
      break;
    case LeaderReport::What::Ended:
      handlers_.ended(report.status, report.usage);
      break;
  }
}

bool JobControl::child_ended(pid_t pid) {
  if (!leader_ || pid != leader_->pid()) return false;
  leader_gone();
  return true;
}

/// Somebody killed it: the kernel has hung up the job's session, and how the job ends is told to nobody.
void JobControl::leader_gone() {
  if (!over_) handlers_.ended({0, SIGHUP}, {});
}

void JobControl::hang_up() {
  if (keyboard_) keyboard_->close();
}

void JobControl::job_ended() {
  over_ = true;
  give_back_typed();
  outer_.await_next_reader();
  hang_up();
  foreground_alarm_.stop();
  stop_alarm_.stop();
}

void JobControl::stop_soon(int signal) {
  stopped_ = true;
  stop_alarm_.set(kLastWords, [this, signal] {
    if (stopped_) stop_group(signal);
  });
}

/// The job has stopped, so our shell gets its terminal back and sees us stop.
void JobControl::stop_group(int signal) {
  keyboard_->pause();
  give_back_typed();
  outer_.restore();
  if (signal != SIGSTOP) ::kill(0, signal);
  stop_self(signal);
  sigset_t pending;
  ::sigpending(&pending);
  // Not stopped, so nobody will continue us: our group is orphaned. Without logwrap the job would not have stopped.
  if (::sigismember(&pending, SIGCONT) == 0) continued();
}

/// Whoever has the terminal next, the shell above all, reads what was typed and the job did not read.
void JobControl::give_back_typed() {
  if (!keyboard_ || !outer_.is_raw() || !outer_.in_foreground()) return;
  put_back(outer_.fd(), keyboard_->take_unread());
}

bool JobControl::continued() {
  if (over_) return false;
  look_at_foreground();
  if (stopped_) leader_->continue_job();
  return std::exchange(stopped_, false);
}

void JobControl::look_at_foreground() {
  if (over_) return;
  if (outer_.in_foreground()) {
    outer_.make_raw();
    keyboard_->resume();
    return;
  }
  keyboard_->pause();
  if (outer_.is_raw() && is_hung_up(outer_.fd())) return handlers_.hung_up();
  outer_.lost();
  foreground_alarm_.set(kForegroundLook, [this] { look_at_foreground(); });
}

bool JobControl::leave() {
  if (leader_) leader_->dismiss();
  const bool had_terminal = outer_.in_foreground();
  outer_.restore();
  return had_terminal;
}

}  // namespace logwrap
