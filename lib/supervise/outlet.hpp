// Outlet: one of logwrap's own output streams. Never blocks the pump where that can be had, never changes what it
// shares with others.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "lib/base/syscall.hpp"

namespace logwrap {

class Outlet {
 public:
  struct Handlers {
    std::function<void()> drained;          ///< all that waited was written: there is room again
    std::function<void(int error)> broken;  ///< writing failed for good (EPIPE, ...): what follows is thrown away
    std::function<void(int error)> lost;    ///< it failed (ENOSPC, ...): what waited is gone, what follows is tried
  };

  /// `fd` is 1 or 2. Both `io` and what the handlers use outlive the outlet.
  Outlet(boost::asio::io_context& io, int fd, Handlers handlers);

  /// Writes at once as much as goes, and keeps the rest. Unbounded by itself: callers look at has_room() before they
  /// take more from the job, so at most kRoom and one read wait here.
  void write(std::string_view bytes);
  [[nodiscard]] bool has_room() const { return pending_.size() - written_ < kRoom; }
  [[nodiscard]] bool idle() const { return broken_ || pending_.empty(); }
  /// Ends the stream for its reader.
  void close();
  [[nodiscard]] int fd() const { return fd_; }

 private:
  static constexpr std::size_t kRoom = 64 * 1024;

  [[nodiscard]] Transfer try_write(std::string_view bytes) const;
  [[nodiscard]] Transfer write_if_ready(std::string_view bytes) const;
  void flush();
  void wait();
  void fail(int error);

  enum class How : std::uint8_t {
    OwnFile,   ///< a non-blocking open file of our own
    Socket,    ///< MSG_DONTWAIT, and an epoll to wait with
    Foreign,   ///< a pipe or terminal that we may not open anew: as much as it takes at once for certain, and an epoll
    Blocking,  ///< a regular file, or something that offers nothing better
  };

  int fd_;
  How how_ = How::Blocking;
  int target_;  ///< what is written to: fd_, or our own open file
  boost::asio::posix::stream_descriptor watched_;
  Handlers handlers_;
  std::string pending_;
  std::size_t written_ = 0;  ///< of pending_
  bool waiting_ = false;
  bool broken_ = false;
};

}  // namespace logwrap
