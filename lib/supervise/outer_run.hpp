// The run that this process is part of, where a logwrap above has started it. A logwrap within a logwrap records
// nothing: what its command prints is in the outer record already.
#pragma once

#include <string>

namespace logwrap {

/// The environment variable by which a pump makes itself known to what runs below it: PID:START_TICKS.
inline constexpr const char* kPumpVariable = "LOGWRAP_PUMP";

/// The calling process's value for kPumpVariable; empty where /proc does not tell.
[[nodiscard]] std::string own_pump_mark();

/// Whether `mark` is that of a living ancestor of the calling process. The variable alone proves nothing: it leaks
/// through sbatch, ssh and a tmux server, where no pump of this machine, or none that still lives, gets the output.
[[nodiscard]] bool is_live_ancestor(const std::string& mark);

/// The environment variable in which Slurm's plugin names the job whose output a task above prints, and records.
inline constexpr const char* kSlurmActiveVariable = "SLURM_LOGWRAP_ACTIVE";

/// Whether `ancestor` is what a living ancestor of the calling process is called. Of a step within a recorded batch
/// script no pump is an ancestor, but slurmstepd is, while the job runs: what leaked into a tmux server has none.
[[nodiscard]] bool has_ancestor_called(const std::string& ancestor);

}  // namespace logwrap
