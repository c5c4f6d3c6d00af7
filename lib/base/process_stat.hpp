// What /proc/PID/stat says of a process, as far as anybody here asks.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace logwrap {

struct ProcessStat {
  char state = '?';  ///< 'R', 'S', 'T', 'Z' (died, not reaped yet) and so on, as proc(5) has them
  pid_t parent = 0;  ///< 0: none that is visible from here
  std::uint64_t start_ticks =
      0;  ///< clock ticks from the machine's start to the process's: with the pid it is an identity
  [[nodiscard]] bool alive() const { return state != 'Z' && state != 'X'; }
};

/// Nothing where there is no such process, or none that may be looked at.
[[nodiscard]] std::optional<ProcessStat> process_stat(pid_t pid);

/// The beginning (4 KiB at most) of a file of /proc, where those of interest are short; empty where it cannot be read.
[[nodiscard]] std::string read_proc_file(const std::string& path);

}  // namespace logwrap
