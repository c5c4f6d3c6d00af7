// The leader: a small process between pump and job, in interactive use. It leads the session whose controlling terminal
// is the job's pty, so that the job can be stopped (the process group of a session's leader is orphaned, and ^Z passes
// it by) and so that what the job leaves in the background is not hung up while it still prints.
#pragma once

#include <termios.h>

#include <optional>
#include <span>
#include <string>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/journal/run_end.hpp"
#include "lib/supervise/exit_status.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

/// What the leader says about the job, in order: Started, Failed or NotTried, then any of the others, Ended last. The
/// job's pid stays taken until the leader ends, so it is safe to signal it after Ended.
struct LeaderReport {
  enum class What : std::uint8_t { Started, Failed, NotTried, Stopped, Continued, Ended };
  What what = What::Failed;
  int pid = 0;          ///< Started: the job, which is also its process group
  int error = 0;        ///< Failed: exec's errno; NotTried: that of what the leader needs itself
  int stop_signal = 0;  ///< Stopped
  ExitStatus status;    ///< Ended
  JobUsage usage{};     ///< Ended
};

struct LeaderRequest {
  std::span<const std::string> argv;
  int slave = -1;  ///< of the job's pty; the leader makes it its controlling terminal
  int outer = -1;  ///< logwrap's own terminal, set back to `outer_mode` if the pump should die with the job alive
  termios outer_mode{};
  const OriginalSignals* signals = nullptr;
};

class Leader {
 public:
  /// Forks the leader and waits until the job was executed. An Error is as spawn()'s.
  [[nodiscard]] static Result<Leader> start(const LeaderRequest& request);

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] pid_t job() const { return job_; }
  /// Readable when there is a report, or when the leader is gone.
  [[nodiscard]] int socket() const { return socket_.get(); }
  /// The next report, or nothing if there is none just now; `gone` is set where the leader has ended.
  [[nodiscard]] std::optional<LeaderReport> next(bool& gone);
  /// Puts the job's group into its terminal's foreground and continues it.
  void continue_job();
  /// Lets the leader end when the last copy of this socket is closed. Without it, that means that the pump died.
  void dismiss();

 private:
  Leader(pid_t pid, pid_t job, UniqueFd socket) : pid_(pid), job_(job), socket_(std::move(socket)) {}
  pid_t pid_;
  pid_t job_;
  UniqueFd socket_;
};

}  // namespace logwrap
