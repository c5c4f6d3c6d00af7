// JobControl: a job at a terminal. Its leader, logwrap's own terminal around it, what is typed, and how it stops and is
// continued together with logwrap.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "lib/supervise/alarm.hpp"
#include "lib/supervise/keyboard.hpp"
#include "lib/supervise/leader.hpp"
#include "lib/supervise/outer_terminal.hpp"

namespace logwrap {

class JobControl {
 public:
  struct Handlers {
    std::function<void(const ExitStatus&, const JobUsage&)> ended;  ///< the job has
    std::function<void()> hung_up;  ///< logwrap's own terminal was closed, while the job had it
  };

  /// What the handlers use outlives it.
  JobControl(boost::asio::io_context& io, OuterTerminal outer, Handlers handlers);

  /// Starts the job with `slave` as its terminal. An Error is as spawn()'s.
  [[nodiscard]] Result<pid_t> start(std::span<const std::string> argv, int slave, const OriginalSignals& signals);
  /// From now on the job has the terminal, whenever logwrap's group has it. `master` is of the job's pty.
  void begin(int master);
  /// SIGCONT came. Whether it has been given to the job, which had stopped with us.
  bool continued();
  /// Whether `pid`, a child that has ended, was the leader.
  bool child_ended(pid_t pid);
  /// The job has ended: nothing is typed at it any more. To be called while its slave is still open.
  void job_ended();
  /// logwrap's own terminal is gone: nothing more will be typed.
  void hang_up();
  /// The terminal's modes are the shell's again: what is typed from here on is not the job's.
  void give_terminal_back() { outer_.restore(); }
  /// The job has the terminal.
  [[nodiscard]] bool is_raw() const { return outer_.is_raw(); }

  /// Gives the terminal back. The leader goes when the last copy of leader_socket() is closed: what the job left in the
  /// background is not hung up before. Returns whether logwrap had the terminal.
  bool leave();
  [[nodiscard]] int leader_socket() const { return leader_ ? leader_->socket() : -1; }

 private:
  void wait_for_leader();
  void take(const LeaderReport& report);
  void leader_gone();
  void stop_soon(int signal);
  void stop_group(int signal);
  void give_back_typed();
  void look_at_foreground();

  OuterTerminal outer_;
  Handlers handlers_;
  std::optional<Leader> leader_;
  std::optional<Keyboard> keyboard_;
  boost::asio::io_context& io_;
  boost::asio::posix::stream_descriptor leader_socket_;
  Alarm foreground_alarm_;
  Alarm stop_alarm_;
  bool stopped_ = false;
  bool over_ = false;
};

}  // namespace logwrap
