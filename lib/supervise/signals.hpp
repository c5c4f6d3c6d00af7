// Signals as the pump takes them: blocked from the first moment, read as values, and given back to the job as they
// were.
#pragma once

#include <sys/types.h>

#include <csignal>

#include <cstdint>
#include <optional>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

/// One signal, as signalfd tells it.
struct SignalEvent {
  int signal = 0;
  int code = 0;             ///< si_code: SI_USER, SI_KERNEL, ...
  int sender = 0;           ///< si_pid, or 0 where the kernel sent it
  uid_t user = 0;           ///< si_uid
  std::uint64_t value = 0;  ///< si_ptr of a queued signal
  Time time{};              ///< when it was taken
};

/// Signals that logwrap hands on, and so must not die of: all that a process can catch, but CHLD. A fault of logwrap's
/// own (SEGV and its like) ends it even while the signal is blocked.
[[nodiscard]] const sigset_t& handed_on_signals();

/// What a process was started with: the mask and the dispositions that may have been set to "ignore".
class OriginalSignals {
 public:
  /// Blocks every handed-on signal and CHLD, and gives CHLD its default disposition (a parent that ignored it
  /// would keep wait() from telling how the job ended). To be called once, before anything is forked.
  static OriginalSignals block_all();

  /// In a child, before exec: mask and dispositions as logwrap itself was given them. Async-signal-safe.
  void restore() const;
  [[nodiscard]] const sigset_t& mask() const { return mask_; }

 private:
  sigset_t mask_{};
  bool child_ignored_ = false;
};

/// A signalfd, non-blocking, for everything that block_all() blocked.
[[nodiscard]] Result<UniqueFd> open_signal_fd();
/// The next event of it, or nothing.
[[nodiscard]] std::optional<SignalEvent> read_signal(int signal_fd);

/// Sends `signal` to one process, or nothing where there is none: for kill() -1 would be everybody, and 0 our own
/// group.
void signal_process(pid_t process, int signal);
/// Sends `event` on to a process, likewise, with its value and, where the kernel allows it, its sender.
void send_on(pid_t process, const SignalEvent& event);

/// Stops this process by `signal` (TSTP, TTIN, TTOU or STOP), so that its parent sees that very signal, and returns
/// when it was continued, or at once where the kernel does not stop it: an orphaned process group has nobody to
/// continue it.
void stop_self(int signal);

}  // namespace logwrap
