// ExitStatus: how the job ended, and ending the same way.
#pragma once

#include <string>

namespace logwrap {

/// Exit statuses of logwrap's own, as a shell or env(1) would give them.
inline constexpr int kExitUsage = 125;
inline constexpr int kExitNotExecutable = 126;
inline constexpr int kExitNotFound = 127;

struct ExitStatus {
  int code = 0;    ///< 0..255, where signal is 0
  int signal = 0;  ///< the signal that ended the job, or 0

  /// From a wait status of which WIFEXITED or WIFSIGNALED holds.
  [[nodiscard]] static ExitStatus from_wait(int wait_status);
  /// Of a command that could not be executed: 127 where there is no such file, else 126.
  [[nodiscard]] static ExitStatus of_exec_error(int error);
  bool operator==(const ExitStatus&) const = default;
};

/// Ends this process as the job ended: with its exit status, or by the same signal and without a core file, so that the
/// parent sees what it would have seen. As PID 1, which the kernel shields from such a signal, with 128+n.
[[noreturn]] void end_like(const ExitStatus& status);

}  // namespace logwrap
