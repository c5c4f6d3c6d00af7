#include "lib/recorder/cgroup_memory.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Tree {
  Tree() { root = ::mkdtemp(name.data()); }
  ~Tree() { std::filesystem::remove_all(root); }
  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(root + path).parent_path());
    std::ofstream(root + path) << text;
  }
  std::string name = "/tmp/logwrap-test-XXXXXX";
  std::string root;
};

}  // namespace

TEST_CASE("kills for want of memory are read where the process's own group has them", "[cgroup]") {
  const Tree tree;
  tree.write("/slurm/job_1/memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n");
  tree.write("/memory.events", "oom_kill 9\n");
  CHECK(oom_kills("0::/slurm/job_1\n", tree.root) == 2);
}

TEST_CASE("a container that sees only its own group has it at the top", "[cgroup]") {
  const Tree tree;
  tree.write("/memory.events", "oom 1\noom_kill 4\n");
  CHECK(oom_kills("0::/kubepods/pod1\n", tree.root) == 4);
  CHECK(oom_kills("0::/\n", tree.root) == 4);
}

TEST_CASE("version 1 has them in the memory controller's own tree", "[cgroup]") {
  const Tree tree;
  tree.write("/memory/user/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
  CHECK(oom_kills("12:cpu,cpuacct:/user\n7:memory:/user\n1:name=systemd:/user\n0::/user\n", tree.root) == 5);
}

TEST_CASE("without a memory controller nothing is known of kills", "[cgroup]") {
  const Tree tree;
  CHECK_FALSE(oom_kills("0::/\n", tree.root));
  CHECK_FALSE(oom_kills("", tree.root));
  CHECK_FALSE(oom_kills("nonsense\n:::\n", tree.root));
  tree.write("/memory.events", "oom_kill\n");
  CHECK_FALSE(oom_kills("0::/\n", tree.root));
}
