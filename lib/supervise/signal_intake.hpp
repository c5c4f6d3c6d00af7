// SignalIntake: every signal that logwrap receives, on its way to being decided: by the kernel's hand into a signalfd,
// compared with what the sentinel received, and given on once it is known whom it was sent to.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "lib/supervise/alarm.hpp"
#include "lib/supervise/sentinel.hpp"
#include "lib/supervise/signal_router.hpp"

namespace logwrap {

class SignalIntake {
 public:
  struct Handlers {
    std::function<void()> child;                       ///< SIGCHLD: children may have changed their state
    std::function<bool(const SignalEvent&)> received;  ///< at once; false: it ends here, and is not given on
    std::function<void(const RoutedSignal&)> routed;   ///< when it is known whom it was sent to
  };

  /// What the handlers use outlives it. The signals have been blocked before. `wait`: SignalRouter's.
  SignalIntake(boost::asio::io_context& io, std::chrono::milliseconds wait, Handlers handlers);

  /// Without a sentinel (it could not be forked) every signal counts as sent to logwrap alone. An Error: no signal will
  /// be received at all.
  [[nodiscard]] Result<void> start();
  /// Whether `pid`, a child that has ended, was the sentinel.
  bool child_ended(pid_t pid);
  /// Whom a signal was sent to makes no difference any more: the sentinel ends while the job's output is taken to its
  /// end.
  void job_ended();

 private:
  void wait_for_signal();
  void wait_for_sentinel();
  void take_signals();
  void read_sentinel();
  void take_from_sentinel(const SignalEvent& event);
  void route();

  Handlers handlers_;
  SignalRouter router_;
  std::optional<Sentinel> sentinel_;
  boost::asio::posix::stream_descriptor signals_;
  boost::asio::posix::stream_descriptor sentinel_pipe_;
  Alarm alarm_;
};

}  // namespace logwrap
