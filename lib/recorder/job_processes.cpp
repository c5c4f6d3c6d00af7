#include "lib/recorder/job_processes.hpp"

#include <charconv>
#include <filesystem>
#include <map>
#include <optional>

#include "lib/base/printer.hpp"
#include "lib/base/process_stat.hpp"

namespace logwrap {

namespace {

using Children = std::multimap<pid_t, pid_t>;

Children all_children() {
  Children children;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    pid_t pid = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (wrong != std::errc() || end != name.data() + name.size()) continue;
    if (const auto stat = process_stat(pid)) children.emplace(stat->parent, pid);
  }
  return children;
}

std::string first_line(std::string text) {
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

std::optional<JobProcess> look_at(pid_t pid) {
  const auto stat = process_stat(pid);
  if (!stat) return std::nullopt;
  const std::string place = "/proc/" + std::to_string(pid);
  JobProcess process{pid, first_line(read_proc_file(place + "/comm")), stat->state,
                     first_line(read_proc_file(place + "/wchan"))};
  if (process.where == "0") process.where.clear();
  return process;
}

}  // namespace

std::vector<JobProcess> job_processes(pid_t job) {
  std::vector<JobProcess> processes;
  const Children children = all_children();
  std::vector<pid_t> known{job};
  for (std::size_t i = 0; i < known.size() && processes.size() < kMostProcesses; ++i) {
    if (auto process = look_at(known[i])) processes.push_back(std::move(*process));
    const auto [begin, end] = children.equal_range(known[i]);
    for (auto child = begin; child != end; ++child) known.push_back(child->second);
  }
  return processes;
}

std::string describe(const JobProcess& process) {
  const std::string who = printable(process.name, Tabs::Escape) + " (" + std::to_string(process.pid) + ") ";
  const std::string in = process.where.empty() ? "" : " in " + printable(process.where, Tabs::Escape);
  switch (process.state) {
    case 'R':
      return who + "runs";
    case 'D':
      return who + "waits for a device or a file server" + in;
    case 'T':
    case 't':
      return who + "is stopped";
    case 'Z':
      return who + "has ended, and its parent has not noticed";
    default:
      return who + "waits" + in;
  }
}

}  // namespace logwrap
