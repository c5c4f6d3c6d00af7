// Attributes: what a run is known by (job, user, node, rank, pod, ...), detected from the environment it was started
// in.
//
// They are found once, when the run starts, and kept with it (run.json's "labels"): what is sent later, perhaps by
// another process in another environment, is sent under what held then. Which of them become labels of a stream and
// which structured metadata is decided when they are sent (lib/identity/placement.hpp).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace logwrap {

/// Name to value. Names are [a-z_][a-z0-9_]*, values valid UTF-8, neither empty nor longer than kMaxAttributeBytes.
using Attributes = std::map<std::string, std::string>;

/// Loki's default bound on a label's value. A longer value is cut, and ends in U+2026.
inline constexpr std::size_t kMaxAttributeBytes = 2048;

/// What attributes are detected from.
struct JobContext {
  /// The value of an environment variable; one that is set but empty counts as unset. An empty function: none is set.
  std::function<std::optional<std::string>(const std::string& name)> environment;
  std::string host;
  std::string user;
  std::vector<std::string> argv;  ///< the job's; any bytes
  std::string run_id;
};

/// Of these, those that could be found out:
///   service_name      the job's name: SLURM_JOB_NAME, the pod's app, else the program or script that argv names
///   cluster           SLURM_CLUSTER_NAME
///   user, node, run_id
///   job_id, array_task_id, step_id, restart                      Slurm; an array's job_id is the array's own, a
///                                                                heterogeneous job's that of its first component
///   partition         Slurm's
///   job_id_raw        of an array's task, and of a heterogeneous job's other components: the number that Slurm itself
///                     gave it, as in its epilog
///   rank, local_rank, world_size                                 torchrun, else the Slurm step, else Open MPI or PMI
///                                                                (as Slurm's plugin starts a task: the step)
///   namespace, pod, container, app                               Kubernetes, by the downward API
[[nodiscard]] Attributes detect_attributes(const JobContext& context);

/// `text` as valid UTF-8 in at most `limit` bytes (>= 3): what is longer is cut between characters and ends in U+2026.
[[nodiscard]] std::string bounded_text(std::string_view text, std::size_t limit);

}  // namespace logwrap
