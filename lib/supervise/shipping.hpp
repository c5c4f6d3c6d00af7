// Shipping: the pump's side of the shipper: starts it beside the job, starts it anew when it dies, gives it its time
// when the run is over. Nothing that becomes of it changes the job.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/shipper_talk.hpp"
#include "lib/supervise/alarm.hpp"
#include "lib/supervise/shipper_process.hpp"

namespace logwrap {

class Shipping {
 public:
  struct Handlers {
    std::function<void(const std::string& text)> notice;  ///< one line for the user
    std::function<void()> over;                           ///< after drain(): nothing more is to be waited for
  };

  /// `command` starts the shipper. What is referred to, and what the handlers use, outlives it.
  Shipping(boost::asio::io_context& io, std::vector<std::string> command, const OriginalSignals& signals,
           Handlers handlers);
  /// Tells the shipper to end at once.
  ~Shipping();

  void start();
  /// The run is over and recorded: what is left is sent within this time. over() follows, also where there is no
  /// shipper.
  void drain(std::chrono::milliseconds time);
  /// Whether `pid` was the shipper; `wait_status` is as waitpid gives it.
  bool child_ended(pid_t pid, int wait_status);
  /// Records of the run that need not be sent any more, as far as it was told.
  [[nodiscard]] std::uint64_t settled() const { return settled_; }

 private:
  enum class State : std::uint8_t {
    Beside,  ///< the job runs
    Drains,  ///< it is over
    Over,    ///< the shipper is done, given up, or out of time
  };

  void wait_for_reports();
  void read_reports();
  void say(const std::string& line);
  void start_again();
  void become_over();
  void disconnect();

  std::vector<std::string> command_;
  const OriginalSignals& signals_;
  Handlers handlers_;
  boost::asio::posix::stream_descriptor reports_;
  Alarm restart_alarm_;
  Alarm drain_alarm_;
  UniqueFd commands_;
  shipper_talk::LineInput input_;
  State state_ = State::Beside;
  pid_t pid_ = -1;
  Time started_;
  std::chrono::milliseconds restart_after_;
  Time drains_until_;
  std::uint64_t settled_ = 0;
};

}  // namespace logwrap
