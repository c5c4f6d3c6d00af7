#include "lib/recorder/cgroup_memory.hpp"

#include <charconv>

#include "lib/base/process_stat.hpp"

namespace logwrap {

namespace {

/// "oom_kill 3" among the lines of memory.events, or of memory.oom_control.
std::optional<std::uint64_t> read_kills(const std::string& path) {
  const std::string text = read_proc_file(path);
  constexpr std::string_view kKey = "oom_kill ";
  for (std::size_t at = text.find(kKey); at != std::string::npos; at = text.find(kKey, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    std::uint64_t kills = 0;
    const char* const from = text.data() + at + kKey.size();
    if (std::from_chars(from, text.data() + text.size(), kills).ec == std::errc()) return kills;
  }
  return std::nullopt;
}

/// The file of the group at `path`; or the one at the top, which is the group itself where a container mounts only
/// that.
std::optional<std::uint64_t> kills_at(const std::string& mount, std::string_view path, const char* file) {
  if (const auto kills = read_kills(mount + std::string(path) + "/" + file)) return kills;
  return read_kills(mount + "/" + file);
}

}  // namespace

std::optional<std::uint64_t> oom_kills(std::string_view membership, const std::string& root) {
  while (!membership.empty()) {
    const std::string_view line = membership.substr(0, membership.find('\n'));
    membership.remove_prefix(std::min(line.size() + 1, membership.size()));
    // HIERARCHY:CONTROLLERS:PATH, and 0::PATH of version 2.
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string controllers = "," + std::string(line.substr(first + 1, second - first - 1)) + ",";
    std::optional<std::uint64_t> kills;
    if (controllers == ",,") kills = kills_at(root, line.substr(second + 1), "memory.events");
    if (controllers.find(",memory,") != std::string::npos)
      kills = kills_at(root + "/memory", line.substr(second + 1), "memory.oom_control");
    if (kills) return kills;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> own_oom_kills() {
  return oom_kills(read_proc_file("/proc/self/cgroup"));
}

}  // namespace logwrap
