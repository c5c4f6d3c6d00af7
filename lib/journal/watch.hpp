// Watch: waits for a directory's files to change.
#pragma once

#include <chrono>

#include "lib/base/unique_fd.hpp"

namespace logwrap {

class Watch {
 public:
  /// `dir_fd` is used here only. Where inotify is not to be had, wait() polls.
  explicit Watch(int dir_fd);
  enum class Woken { Changed, TimedOut, OutputClosed };
  /// Returns when something in the directory changed since the last call, when the reader of `output_fd` (a pipe or
  /// socket) has gone, or after `longest`: a bound, because a writer's death changes nothing in the directory.
  Woken wait(std::chrono::milliseconds longest, int output_fd);

  /// For who waits for other things as well: readable when something changed; -1 where inotify is not to be had.
  [[nodiscard]] int fd() const { return inotify_.get(); }
  /// Forgets what changed so far.
  void clear();

 private:
  UniqueFd inotify_;
};

}  // namespace logwrap
