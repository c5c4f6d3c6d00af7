// Keyboard: what is typed at logwrap's own terminal, on its way to the job's pty.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string>

#include "lib/base/unique_fd.hpp"

namespace logwrap {

class Keyboard {
 public:
  /// `terminal` stays open as long as the keyboard lives; `master` is the keyboard's own. `hung_up` is called once,
  /// when the terminal was closed.
  Keyboard(boost::asio::io_context& io, int terminal, UniqueFd master, std::function<void()> hung_up);

  /// Reads from now on. Only while the terminal is in raw mode and listens to this process's group.
  void resume();
  /// Reads nothing: whoever has the terminal now is to get what is typed.
  void pause() { reading_ = false; }
  /// What was typed and the job has not read. It never will.
  [[nodiscard]] std::string take_unread();
  /// The job's pty is being closed.
  void close();

 private:
  void wait_for_terminal();
  void read_terminal();
  void write_master();
  void wait_for_master();

  int terminal_;
  int source_;      ///< what is read: the terminal, or our own open file of it
  bool may_block_;  ///< the terminal itself: one read each time it is ready
  boost::asio::posix::stream_descriptor watched_;
  boost::asio::posix::stream_descriptor master_;
  std::function<void()> hung_up_;
  std::string typed_;  ///< not taken by the pty yet; at most one read: nothing more is read before it is gone
  bool reading_ = false;
  bool waiting_ = false;
};

}  // namespace logwrap
