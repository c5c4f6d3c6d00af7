// The job's processes, and where the kernel says that they wait.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace logwrap {

struct JobProcess {
  pid_t pid = 0;
  std::string name;   ///< as the kernel has it: 15 bytes at most, and the process chooses them
  char state = '?';   ///< as proc(5) has it
  std::string where;  ///< the kernel's function that it waits in; empty: it runs, or that is not to be seen
};

/// `job` and what has come of it, as far as their parents live: at most kMostProcesses, parents before children. Reads
/// /proc; processes that are gone meanwhile are passed over.
[[nodiscard]] std::vector<JobProcess> job_processes(pid_t job);
inline constexpr std::size_t kMostProcesses = 16;

/// "python (4711) waits in futex_wait_queue"
[[nodiscard]] std::string describe(const JobProcess& process);

}  // namespace logwrap
