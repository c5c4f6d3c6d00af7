#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "lib/base/syscall.hpp"
#include "lib/base/utf8.hpp"
#include "lib/journal/run_info.hpp"

namespace logwrap {

namespace {

/// The beginning of a file of /proc, whose files of interest here are short; empty where it cannot be read.
std::string read_proc(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 4096> buffer{};
  if (!fd) return {};
  const Transfer got = read_some(fd.get(), buffer.data(), buffer.size());
  return {buffer.data(), got.bytes};
}

/// Nothing where there is no such process, or where it has died and only waits to be reaped.
std::optional<std::uint64_t> start_ticks_of(pid_t pid) {
  const std::string stat = read_proc("/proc/" + std::to_string(pid) + "/stat");
  // Field 2, the name, may hold blanks and parentheses: fields are counted from the last parenthesis.
  std::size_t at = stat.rfind(')');
  if (at == std::string::npos || at + 2 >= stat.size()) return std::nullopt;
  const char state = stat[at + 2];
  if (state == 'Z' || state == 'X') return std::nullopt;
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  if (at == std::string::npos) return std::nullopt;
  std::uint64_t ticks = 0;
  std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), ticks);
  return ticks;
}

std::uint64_t own_pid_namespace() {
  struct stat status {};
  return ::stat("/proc/self/ns/pid", &status) == 0 ? status.st_ino : 0;
}

std::string boot_id() {
  std::string id = read_proc("/proc/sys/kernel/random/boot_id");
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

RunInfo describe_run(std::string id, std::vector<std::string> argv, UnixNanos start, pid_t pump) {
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
