// spawn: starts the job's command.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

/// What stands on the command's descriptors 0 to 2. Inherit leaves the one that logwrap was given.
struct Stdio {
  static constexpr int kInherit = -1;
  int in = kInherit;
  int out = kInherit;
  int err = kInherit;
};

struct SpawnRequest {
  std::span<const std::string> argv;  ///< not empty; argv[0] is looked for on PATH as execvp(3) does
  Stdio stdio;
  /// A terminal in whose foreground the command runs, in a process group of its own; or -1: it stays in this group.
  int foreground_of = -1;
  const OriginalSignals* signals = nullptr;  ///< given back to the command
};

/// Starts the command and returns its process id once it has been executed. An Error's code is exec's errno (ENOENT,
/// EACCES, ...) where it has no message; else there was no process to execute it. The failed child has been reaped.
/// Descriptors above 2 that lack CLOEXEC reach the command, as they would have without logwrap.
[[nodiscard]] Result<pid_t> spawn(const SpawnRequest& request);

/// Runs `argv` in this process's place, with the signals as they were. Returns only where that fails: errno.
[[nodiscard]] int become(std::span<const std::string> argv, const OriginalSignals& signals);

}  // namespace logwrap
