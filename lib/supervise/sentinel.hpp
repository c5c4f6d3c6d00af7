// The sentinel: a process in logwrap's process group that does nothing but tell which signals it received. What it
// received too was sent to the group, and so reached the job already; what it did not receive was sent to logwrap
// alone.
#pragma once

#include <sys/types.h>

#include <optional>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

class Sentinel {
 public:
  /// Forks it. It ends with this process, or when this object does.
  [[nodiscard]] static Result<Sentinel> start();
  Sentinel(Sentinel&& other) noexcept;
  Sentinel& operator=(Sentinel&&) = delete;
  ~Sentinel();

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Readable when a signal was received, non-blocking.
  [[nodiscard]] int pipe() const { return pipe_.get(); }
  [[nodiscard]] std::optional<SignalEvent> next();
  /// Has it answer, behind whatever signals wait for it now: next() gives an event with signal 0 and this value.
  void ask(int question) const;
  /// Whether next() has met the pipe's end: it has died.
  [[nodiscard]] bool gone() const { return gone_; }
  /// Lets it end now. Its end is reported like any child's.
  void end() const;
  /// It has been waited for: its pid may be somebody else's.
  void reaped() { pid_ = -1; }

 private:
  Sentinel(pid_t pid, UniqueFd pipe) : pid_(pid), pipe_(std::move(pipe)) {}
  pid_t pid_;
  UniqueFd pipe_;
  bool gone_ = false;
};

}  // namespace logwrap
