#include "lib/journal/retention.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>

#include "lib/journal/directory.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/sent_file.hpp"

namespace logwrap {

namespace {

constexpr char kStamp[] = "pruned";
/// A run whose pump lives where we cannot look (another host or container) and that nobody has locked is taken as over
/// when nothing was written to it for this long.
constexpr std::time_t kUnknownIsOverAfter = 24L * 60 * 60;

struct Files {
  std::uint64_t bytes = 0;
  std::time_t last_change = 0;
};

/// What the disk holds, which is more than the bytes in small files.
std::uint64_t bytes_of(const struct stat& status) {
  constexpr std::uint64_t kBlock = 512;  // the unit of st_blocks, whatever the file system's own is
  return static_cast<std::uint64_t>(status.st_blocks) * kBlock;
}

/// The directory itself is one of them: one that was just made has no other.
Files files_of(const Run& run) {
  struct stat status {};
  if (::fstat(run.fd(), &status) != 0) return {};
  Files files{bytes_of(status), status.st_mtime};
  const Result<std::vector<std::string>> names = directory_entries(run.fd());
  if (!names) return files;
  for (const std::string& name : *names) {
    if (::fstatat(run.fd(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    files.bytes += bytes_of(status);
    files.last_change = std::max(files.last_change, status.st_mtime);
  }
  return files;
}

bool is_over(const Run& run, const Files& files) {
  if (run.is_locked() || run.is_locked(RunLock::Shipper)) return false;
  const Result<RunInfo> info = run.read_info();
  const bool old = std::time(nullptr) - files.last_change > kUnknownIsOverAfter;
  // Without a run.json that can be read, all that can be said of it is its age.
  if (!info) return old;
  if (info->end) return true;
  const ProcessState pump = state_of(info->pump, info->host, host_name());
  return pump == ProcessState::Dead || (pump == ProcessState::Unknown && old);
}

/// Where there is no sent.json no Loki was configured for the run: the journal is its store.
bool is_unsent(const Run& run) {
  const Result<std::optional<Sent>> sent = read_sent(run);
  return !sent || (*sent && !(*sent)->complete);
}

/// run.json goes last, so that a removal that was broken off is still listed and is finished the next time.
Result<void> remove_run(const StateDir& state, const std::string& id) {
  const Result<Run> run = Run::open(state, id);
  if (!run) return run.error();
  const Result<UniqueFd> lock = run->lock();
  if (!lock) return lock.error();
  const Result<UniqueFd> shipper = run->lock(RunLock::Shipper);
  if (!shipper) return shipper.error();
  const Result<std::vector<std::string>> names = directory_entries(run->fd());
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (name != "run.json") ::unlinkat(run->fd(), name.c_str(), 0);
  }
  ::unlinkat(run->fd(), "run.json", 0);
  if (::unlinkat(state.runs_fd(), id.c_str(), AT_REMOVEDIR) != 0) return errno_error("cannot remove " + run->path());
  return {};
}

FreeSpace free_space_of(const StateDir& state) {
  const Result<FreeSpace> space = directory_store(state.fd())->free_space();
  return space ? *space : FreeSpace{};
}

/// True for one process of those that ask at about the same time, and not again before `interval` is over.
bool take_turn(const StateDir& state, std::chrono::seconds interval) {
  struct stat status {};
  if (::fstatat(state.fd(), kStamp, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    const std::time_t age = std::time(nullptr) - status.st_mtime;
    // A stamp from the future was left by a clock that was wrong: it must not hold for ever.
    if (age >= 0 && age < interval.count()) return false;
  }
  const UniqueFd fd(::openat(state.fd(), kStamp, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  return fd && ::futimens(fd.get(), nullptr) == 0;
}

}  // namespace

std::vector<std::string> choose_runs_to_remove(std::span<const RunUsage> usage, const FreeSpace& space,
                                               const RetentionLimits& limits) {
  std::uint64_t total = 0;
  for (const RunUsage& run : usage) total += run.bytes;
  const auto least = static_cast<std::uint64_t>(limits.min_free * static_cast<double>(space.total));
  std::uint64_t available = space.available;
  std::vector<std::string> chosen;
  for (const bool unsent : {false, true}) {
    for (const RunUsage& run : usage) {
      const bool space_is_short = space.total > 0 && available < least;
      if (total <= limits.total && !space_is_short) return chosen;
      if (!run.removable || run.unsent != unsent) continue;
      chosen.push_back(run.id);
      total -= run.bytes;
      available += run.bytes;
    }
  }
  return chosen;
}

Result<Pruned> prune(const StateDir& state, const RetentionLimits& limits) {
  const Result<std::vector<std::string>> ids = list_runs(state);
  if (!ids) return ids.error();
  std::vector<RunUsage> usage;
  for (const std::string& id : *ids) {
    const Result<Run> run = Run::open(state, id);
    if (!run) continue;
    const Files files = files_of(*run);
    usage.push_back({id, files.bytes, is_over(*run, files), is_unsent(*run)});
  }
  Pruned pruned;
  for (const std::string& id : choose_runs_to_remove(usage, free_space_of(state), limits)) {
    if (!remove_run(state, id)) continue;
    const auto run = std::find_if(usage.begin(), usage.end(), [&id](const RunUsage& one) { return one.id == id; });
    pruned.runs.push_back(id);
    pruned.bytes += run->bytes;
    if (run->unsent) ++pruned.unsent;
  }
  return pruned;
}

Result<Pruned> prune_if_due(const StateDir& state, const RetentionLimits& limits) {
  if (!take_turn(state, limits.at_most_every)) return Pruned{};
  return prune(state, limits);
}

}  // namespace logwrap
