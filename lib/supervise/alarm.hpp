// Alarm: a timer of which no call comes that is out of date. Asio does call a handler whose time had come before its
// timer was cancelled or set anew, and without an error: it waited to be called already.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace logwrap {

class Alarm {
 public:
  /// `io` outlives it; no handler runs any more when it goes.
  explicit Alarm(boost::asio::io_context& io) : timer_(io) {}

  /// Calls `handler` once, when this time has passed, and not the one that was set before.
  void set(std::chrono::nanoseconds after, std::function<void()> handler) {
    timer_.expires_after(after);
    set_ = ++number_;
    timer_.async_wait([this, number = number_, handler = std::move(handler)](const boost::system::error_code& error) {
      if (error || number != set_) return;
      set_ = 0;
      handler();
    });
  }
  void stop() {
    set_ = 0;
    timer_.cancel();
  }
  /// Its handler is still to be called.
  [[nodiscard]] bool is_set() const { return set_ != 0; }

 private:
  boost::asio::steady_timer timer_;
  std::uint64_t number_ = 0;
  std::uint64_t set_ = 0;  ///< the number of the handler that is waited for; 0: none
};

}  // namespace logwrap
