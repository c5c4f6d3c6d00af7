// RunEnd: what is known of a job's end besides its status: who sent the signal, what the job took, whether the kernel
// killed for want of memory, and what it showed last.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace logwrap {

struct RunStatus;

/// Of the job and of those of its children that it waited for. Trivially copyable: it comes through a pipe.
struct JobUsage {
  std::uint64_t user_ms = 0;    ///< processor time, its own
  std::uint64_t system_ms = 0;  ///< processor time, the kernel's for it
  std::uint64_t peak_kib = 0;   ///< the largest resident set of one process; 0: nothing of this is known
  bool operator==(const JobUsage&) const = default;
};

/// Where a signal came from. Trivially copyable.
struct SignalSender {
  enum class From : std::uint8_t {
    Process,
    Terminal,  ///< typed, or the terminal was closed
    Kernel,    ///< some other reason of the kernel's
  };
  std::int32_t signal = 0;  ///< 0: none is known
  std::int32_t pid = 0;     ///< of a Process; 0: it cannot be seen from this pid namespace
  std::uint32_t uid = 0;    ///< of a Process
  From from = From::Process;
  std::array<char, 16> name{};  ///< of a Process, as the kernel has it, ended by NUL; empty: it had gone
};
/// "sent by slurmstepd (pid 4711, uid 0)", "typed at the terminal"
[[nodiscard]] std::string describe(const SignalSender& sender);

struct RunEnd {
  SignalSender sender;  ///< of the last signal that may have ended the job
  JobUsage usage;
  std::uint64_t oom_kills = 0;  ///< processes that the kernel killed in the job's cgroup for want of memory
  std::string last_error;       ///< the last line that says it is an error, if it was among the last
  /// Of stdout and stderr: the last lines that were recorded, oldest first.
  std::array<std::vector<std::string>, 2> last_lines;
  /// Of stdout and stderr: what stood on the screen and was not finished (bars, prompts), top first.
  std::array<std::vector<std::string>, 2> screen;
};

/// Why a job failed, in a few words: "out of memory", "sent by ...", its last error. Empty where it did not, or nobody
/// knows.
[[nodiscard]] std::string cause_of(const RunStatus& status, const RunEnd& end);

/// "123 MiB", "3.2 GiB"
[[nodiscard]] std::string format_kib(std::uint64_t kib);

}  // namespace logwrap
