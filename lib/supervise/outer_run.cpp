#include "lib/supervise/outer_run.hpp"

#include <unistd.h>

#include "lib/base/process_stat.hpp"

namespace logwrap {

namespace {

/// Ancestors looked at: far beyond any real chain. Beyond it the pump is taken to be none.
constexpr int kMaxAncestors = 1000;

std::string mark_of(pid_t pid, const ProcessStat& stat) {
  return std::to_string(pid) + ":" + std::to_string(stat.start_ticks);
}

}  // namespace

std::string own_pump_mark() {
  const std::optional<ProcessStat> stat = process_stat(::getpid());
  return stat ? mark_of(::getpid(), *stat) : std::string();
}

bool is_live_ancestor(const std::string& mark) {
  pid_t pid = ::getppid();
  for (int step = 0; step < kMaxAncestors && pid > 0; ++step) {
    const std::optional<ProcessStat> stat = process_stat(pid);
    if (!stat) return false;
    if (mark_of(pid, *stat) == mark) return stat->alive();
    pid = stat->parent;
  }
  return false;
}

bool has_ancestor_called(const std::string& ancestor) {
  pid_t pid = ::getppid();
  for (int step = 0; step < kMaxAncestors && pid > 0; ++step) {
    if (read_proc_file("/proc/" + std::to_string(pid) + "/comm") == ancestor + "\n") return true;
    const std::optional<ProcessStat> stat = process_stat(pid);
    if (!stat) return false;
    pid = stat->parent;
  }
  return false;
}

}  // namespace logwrap
