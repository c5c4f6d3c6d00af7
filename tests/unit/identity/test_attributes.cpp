#include "lib/base/utf8.hpp"
#include "lib/identity/attributes.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

using Variables = std::map<std::string, std::string>;

JobContext context_of(const Variables& variables) {
  JobContext context;
  context.environment = [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  context.host = "box";
  context.user = "ada";
  context.argv = {"python3", "train.py"};
  context.run_id = "20261122-030405-abcd";
  return context;
}

Attributes detect(const Variables& variables) {
  return detect_attributes(context_of(variables));
}

}  // namespace

TEST_CASE("a plain host is known by its name, the user and the script", "[identity]") {
  CHECK(detect({}) ==
        Attributes{{"service_name", "train.py"}, {"user", "ada"}, {"node", "box"}, {"run_id", "20261122-030405-abcd"}});
}

TEST_CASE("nothing is detected from a context that holds nothing", "[identity]") {
  CHECK(detect_attributes({}).empty());
}

TEST_CASE("a Slurm step is known by job, step, node and rank", "[identity]") {
  const Attributes found = detect({{"SLURM_JOB_ID", "42"},
                                   {"SLURM_JOB_NAME", "resnet"},
                                   {"SLURM_CLUSTER_NAME", "alpha"},
                                   {"SLURM_STEP_ID", "0"},
                                   {"SLURM_PROCID", "3"},
                                   {"SLURM_LOCALID", "1"},
                                   {"SLURM_NTASKS", "8"},
                                   {"SLURMD_NODENAME", "n07"}});
  CHECK(found == Attributes{{"service_name", "resnet"},
                            {"cluster", "alpha"},
                            {"job_id", "42"},
                            {"step_id", "0"},
                            {"rank", "3"},
                            {"local_rank", "1"},
                            {"world_size", "8"},
                            {"node", "n07"},
                            {"user", "ada"},
                            {"run_id", "20261122-030405-abcd"}});
}

TEST_CASE("a Slurm batch script has no rank, though SLURM_PROCID is 0 there", "[identity]") {
  const Attributes found = detect({{"SLURM_JOB_ID", "42"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}});
  CHECK(!found.contains("rank"));
  CHECK(!found.contains("world_size"));
}

TEST_CASE("the task's own step counts, not one inherited from a step that submitted it", "[identity]") {
  const Variables inherited = {{"SLURM_JOB_ID", "42"}, {"SLURM_STEP_ID", "7"}, {"SLURM_PROCID", "0"}};
  Variables batch = inherited;
  batch["S_JOB_STEPID"] = "4294967291";
  CHECK(detect(batch).at("step_id") == "batch");
  CHECK(!detect(batch).contains("rank"));
  CHECK(detect(inherited).at("step_id") == "7");
}

TEST_CASE("an array's tasks share the array's job id and differ in theirs", "[identity]") {
  const Attributes found = detect({{"SLURM_JOB_ID", "45"}, {"SLURM_ARRAY_JOB_ID", "42"}, {"SLURM_ARRAY_TASK_ID", "3"}});
  CHECK(found.at("job_id") == "42");
  CHECK(found.at("array_task_id") == "3");
  CHECK(found.at("job_id_raw") == "45");
  CHECK(!detect({{"SLURM_JOB_ID", "45"}}).contains("job_id_raw"));
}

TEST_CASE("a heterogeneous job's components share the job's id and differ in Slurm's", "[identity]") {
  const Attributes second = detect({{"SLURM_JOB_ID", "42"}, {"S_JOB_ID", "43"}});
  CHECK(second.at("job_id") == "42");
  CHECK(second.at("job_id_raw") == "43");
  CHECK(!detect({{"SLURM_JOB_ID", "42"}, {"S_JOB_ID", "42"}}).contains("job_id_raw"));
}

TEST_CASE("a requeued job says which restart it is", "[identity]") {
  CHECK(detect({{"SLURM_JOB_ID", "42"}, {"SLURM_RESTART_COUNT", "1"}}).at("restart") == "1");
}

TEST_CASE("torchrun's ranks count before Slurm's, all three of them", "[identity]") {
  const Attributes found = detect({{"RANK", "5"},
                                   {"LOCAL_RANK", "1"},
                                   {"WORLD_SIZE", "16"},
                                   {"SLURM_STEP_ID", "0"},
                                   {"SLURM_PROCID", "2"},
                                   {"SLURM_LOCALID", "0"},
                                   {"SLURM_NTASKS", "4"}});
  CHECK(found.at("rank") == "5");
  CHECK(found.at("local_rank") == "1");
  CHECK(found.at("world_size") == "16");
}

TEST_CASE("a task as Slurm's plugin starts it has Slurm's rank, not that of a worker that submitted the job",
          "[identity]") {
  const Variables worker = {
      {"RANK", "5"},         {"LOCAL_RANK", "1"},    {"WORLD_SIZE", "16"},  {"PMI_RANK", "5"},
      {"SLURM_PROCID", "2"}, {"SLURM_LOCALID", "0"}, {"SLURM_NTASKS", "4"}, {"TORCHELASTIC_RESTART_COUNT", "0"}};
  Variables step = worker;
  step["S_JOB_STEPID"] = "0";
  CHECK(detect(step).at("rank") == "2");
  CHECK(detect(step).at("world_size") == "4");
  CHECK(!detect(step).contains("restart"));
  Variables batch = worker;
  batch["S_JOB_STEPID"] = "4294967291";
  CHECK(!detect(batch).contains("rank"));
  CHECK(!detect(batch).contains("world_size"));
}

TEST_CASE("ranks are never put together from two launchers", "[identity]") {
  const Attributes found =
      detect({{"RANK", "5"}, {"SLURM_STEP_ID", "0"}, {"SLURM_PROCID", "2"}, {"SLURM_NTASKS", "4"}});
  CHECK(found.at("rank") == "5");
  CHECK(!found.contains("world_size"));
}

TEST_CASE("a pod is known by what the downward API gives", "[identity]") {
  const Attributes found = detect({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"},
                                   {"POD_NAMESPACE", "ml"},
                                   {"POD_NAME", "pytorch-simple-master-0"},
                                   {"CONTAINER_NAME", "pytorch"},
                                   {"APP", "pytorch-simple"},
                                   {"NODE_NAME", "gpu-3"}});
  CHECK(found.at("namespace") == "ml");
  CHECK(found.at("pod") == "pytorch-simple-master-0");
  CHECK(found.at("container") == "pytorch");
  CHECK(found.at("app") == "pytorch-simple");
  CHECK(found.at("node") == "gpu-3");
  CHECK(found.at("service_name") == "pytorch-simple");
}

TEST_CASE("a pod without the downward API is known by its host name", "[identity]") {
  CHECK(detect({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"HOSTNAME", "train-0"}}).at("pod") == "train-0");
}

TEST_CASE("a variable named APP or NAMESPACE makes no pod of a plain host", "[identity]") {
  const Attributes found = detect({{"APP", "editor"}, {"NAMESPACE", "x"}, {"HOSTNAME", "box"}});
  CHECK(!found.contains("app"));
  CHECK(!found.contains("namespace"));
  CHECK(!found.contains("pod"));
}

TEST_CASE("a variable that is empty counts as unset", "[identity]") {
  CHECK(detect({{"SLURM_JOB_NAME", ""}}).at("service_name") == "train.py");
  CHECK(!detect({{"RANK", ""}}).contains("rank"));
}

TEST_CASE("values become valid UTF-8 of bounded length", "[identity]") {
  const Attributes found = detect({{"SLURM_JOB_NAME", std::string(5000, 'n')}, {"SLURM_CLUSTER_NAME", "a\xFF"}});
  CHECK(found.at("service_name").size() == kMaxAttributeBytes);
  CHECK(found.at("service_name").ends_with("\xE2\x80\xA6"));
  CHECK(found.at("cluster") == "a\xEF\xBF\xBD");
}

TEST_CASE("a text is cut between characters, and the cut is marked", "[identity]") {
  CHECK(bounded_text("abc", 3) == "abc");
  CHECK(bounded_text("abcdef", 5) == "ab\xE2\x80\xA6");
  for (std::size_t limit = 3; limit < 20; ++limit) {
    const std::string cut =
        bounded_text("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80zz", limit);
    CHECK(cut.size() <= limit);
    CHECK(valid_utf8(cut) == cut);
    CHECK(cut.ends_with("\xE2\x80\xA6"));
  }
}
