#include "lib/identity/attributes.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "lib/base/utf8.hpp"
#include "lib/identity/job_name.hpp"

namespace logwrap {

namespace {

constexpr std::string_view kCutMark = "\xE2\x80\xA6";  // U+2026

/// Collects what is found: the first source of a name counts, and what is empty is none.
class Collector {
 public:
  explicit Collector(const JobContext& context) : context_(context) {}

  [[nodiscard]] std::optional<std::string> variable(const std::string& name) const {
    if (!context_.environment) return std::nullopt;
    std::optional<std::string> value = context_.environment(name);
    if (value && value->empty()) value.reset();
    return value;
  }
  [[nodiscard]] bool has(const std::string& name) const { return variable(name).has_value(); }

  void set(const std::string& name, std::string_view value) {
    if (!value.empty()) found_.emplace(name, bounded_text(value, kMaxAttributeBytes));
  }
  void set_from(const std::string& name, std::initializer_list<const char*> variables) {
    for (const char* const source : variables) {
      if (const auto value = variable(source)) set(name, *value);
    }
  }

  [[nodiscard]] Attributes take() { return std::move(found_); }

 private:
  const JobContext& context_;  // outlives the collector
  Attributes found_;
};

/// Names that manifests use for what the downward API gives; there is no standard.
void add_pod(Collector& to) {
  const bool in_pod = to.has("KUBERNETES_SERVICE_HOST") || (to.has("POD_NAME") && to.has("POD_NAMESPACE"));
  if (!in_pod) return;
  to.set_from("namespace", {"POD_NAMESPACE", "MY_POD_NAMESPACE", "K8S_NAMESPACE", "K8S_POD_NAMESPACE", "NAMESPACE"});
  to.set_from("pod", {"POD_NAME", "MY_POD_NAME", "K8S_POD_NAME", "HOSTNAME"});  // a pod's host name is its own
  to.set_from("container", {"CONTAINER_NAME", "MY_CONTAINER_NAME", "K8S_CONTAINER_NAME"});
  to.set_from("app", {"APP", "APP_NAME", "APP_KUBERNETES_IO_NAME", "K8S_APP"});
  to.set_from("node", {"NODE_NAME", "MY_NODE_NAME", "K8S_NODE_NAME"});
}

constexpr std::string_view kSlurmBatchStep = "4294967291";        // 0xfffffffb
constexpr std::string_view kSlurmInteractiveStep = "4294967290";  // 0xfffffffa

/// S_JOB_STEPID is the task's own; SLURM_STEP_ID can be inherited from a step that submitted this job.
std::optional<std::string> slurm_step(const Collector& from) {
  auto step = from.variable("S_JOB_STEPID");
  if (!step) step = from.variable("SLURM_STEP_ID");
  if (!step) step = from.variable("SLURM_STEPID");
  if (step && *step == kSlurmBatchStep) return "batch";
  if (step && *step == kSlurmInteractiveStep) return "interactive";
  return step;
}

/// Slurm's plugin has handed the task over: no other launcher has had its turn. What torchrun and its like have set was
/// inherited, from a worker that submitted this job.
bool is_launched_by_slurm_alone(const Collector& from) {
  return from.has("S_JOB_STEPID");
}

/// S_JOB_ID is Slurm's own number; SLURM_JOB_ID of a heterogeneous job's components is that of the first.
void add_slurm_job(Collector& to) {
  to.set_from("job_id", {"SLURM_ARRAY_JOB_ID", "SLURM_JOB_ID", "SLURM_JOBID"});
  const auto own = to.variable("S_JOB_ID");
  const bool is_component = own && own != to.variable("SLURM_JOB_ID");
  if (is_component || to.has("SLURM_ARRAY_JOB_ID")) to.set_from("job_id_raw", {"S_JOB_ID", "SLURM_JOB_ID"});
}

void add_slurm(Collector& to) {
  to.set_from("cluster", {"SLURM_CLUSTER_NAME"});
  add_slurm_job(to);
  to.set_from("array_task_id", {"SLURM_ARRAY_TASK_ID"});
  if (const auto step = slurm_step(to)) to.set("step_id", *step);
  to.set_from("partition", {"SLURM_JOB_PARTITION"});
  to.set_from("restart", {"SLURM_RESTART_COUNT"});
  if (!is_launched_by_slurm_alone(to)) to.set_from("restart", {"TORCHELASTIC_RESTART_COUNT"});
  to.set_from("node", {"SLURMD_NODENAME"});
}

/// All three from one source, so that they fit together. A batch script is task 0 of nothing: its rank says nothing.
void add_rank(Collector& to) {
  struct Launcher {
    const char* rank;
    const char* local_rank;
    const char* world_size;
  };
  constexpr std::array<Launcher, 4> kLaunchers = {
      {{"RANK", "LOCAL_RANK", "WORLD_SIZE"},
       {"SLURM_PROCID", "SLURM_LOCALID", "SLURM_NTASKS"},
       {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_SIZE"},
       {"PMI_RANK", "MPI_LOCALRANKID", "PMI_SIZE"}}};
  for (const Launcher& launcher : kLaunchers) {
    if (!to.has(launcher.rank)) continue;
    const bool is_slurm = std::string_view(launcher.rank) == "SLURM_PROCID";
    if (!is_slurm && is_launched_by_slurm_alone(to)) continue;
    if (is_slurm) {
      const auto step = slurm_step(to);
      if (!step || *step == "batch" || *step == "interactive") continue;
    }
    to.set_from("rank", {launcher.rank});
    to.set_from("local_rank", {launcher.local_rank});
    to.set_from("world_size", {launcher.world_size});
    return;
  }
}

}  // namespace

std::string bounded_text(std::string_view text, std::size_t limit) {
  std::string valid = valid_utf8(text);
  if (valid.size() <= limit) return valid;
  std::size_t end = limit - kCutMark.size();
  while (end > 0 && (static_cast<unsigned char>(valid[end]) & 0xC0U) == 0x80U) --end;
  valid.resize(end);
  valid += kCutMark;
  return valid;
}

Attributes detect_attributes(const JobContext& context) {
  Collector found(context);
  add_pod(found);
  add_slurm(found);
  add_rank(found);
  found.set("run_id", context.run_id);
  found.set("user", context.user);
  found.set("node", context.host);
  found.set_from("service_name", {"SLURM_JOB_NAME"});
  Attributes attributes = found.take();
  if (const auto app = attributes.find("app"); app != attributes.end()) {
    attributes.emplace("service_name", app->second);
  } else if (std::string job = job_name(context.argv); !job.empty()) {
    // Under Slurm a script that has no name is called so by sbatch; "slurm_script" is its copy on the node.
    if (job == "slurm_script") job = "sbatch";
    attributes.emplace("service_name", bounded_text(job, kMaxAttributeBytes));
  }
  return attributes;
}

}  // namespace logwrap
