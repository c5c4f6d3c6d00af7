#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "lib/base/process_stat.hpp"
#include "lib/base/utf8.hpp"
#include "lib/journal/run_info.hpp"

namespace logwrap {

namespace {

/// Nothing where there is no such process, or where it has died and only waits to be reaped.
std::optional<std::uint64_t> start_ticks_of(pid_t pid) {
  const std::optional<ProcessStat> stat = process_stat(pid);
  return stat && stat->alive() ? std::optional(stat->start_ticks) : std::nullopt;
}

std::uint64_t own_pid_namespace() {
  struct stat status {};
  return ::stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

std::string boot_id() {
  std::string id = read_proc_file("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

std::string user_name(uid_t uid) {
  std::array<char, 16384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr)
    return std::to_string(uid);
  return found->pw_name;
}

std::string working_directory() {
  std::array<char, 8192> buffer{};
  return ::getcwd(buffer.data(), buffer.size()) == nullptr ? std::string() : std::string(buffer.data());
}

}  // namespace

ProcessIdentity identity_of(pid_t pid) {
  return {pid, start_ticks_of(pid).value_or(0), boot_id(), own_pid_namespace()};
}

ProcessState state_of(const ProcessIdentity& process, std::string_view host, std::string_view own_host) {
  if (process.pid <= 0) return ProcessState::Unknown;
  if (process.boot_id != boot_id()) return host == own_host ? ProcessState::Dead : ProcessState::Unknown;
  if (process.pid_namespace != own_pid_namespace()) return ProcessState::Unknown;
  return start_ticks_of(process.pid) == process.start_ticks ? ProcessState::Alive : ProcessState::Dead;
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

RunInfo describe_run(std::string id, const std::vector<std::string>& argv, UnixNanos start, pid_t pump) {
  RunInfo info;
  info.id = std::move(id);
  for (const std::string& word : argv) info.argv.push_back(valid_utf8(word));
  info.cwd = valid_utf8(working_directory());
  info.host = valid_utf8(host_name());
  info.uid = ::geteuid();
  info.user = valid_utf8(user_name(info.uid));
  info.start = start;
  info.pump = identity_of(pump);
  return info;
}

}  // namespace logwrap
