#include "lib/journal/retention.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "lib/base/clock.hpp"
#include "lib/base/syscall.hpp"
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

/// Of a run that was recorded for no Loki the journal is the store.
bool is_unsent(const Run& run) {
  const Result<std::optional<Sent>> sent = read_sent_or_due(run);
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

/// One that is made here was written long ago: a look is due.
UniqueFd open_stamp(const StateDir& state) {
  const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  UniqueFd stamp(::openat(state.fd(), kStamp, flags));
  if (stamp || errno != ENOENT) return stamp;
  stamp.reset(::openat(state.fd(), kStamp, flags | O_CREAT | O_EXCL, 0600));
  const std::array<timespec, 2> long_ago{};
  if (stamp) (void)::futimens(stamp.get(), long_ago.data());
  return stamp;
}

/// Held by one process of those that ask at about the same time; invalid for the others.
UniqueFd take_turn(const StateDir& state) {
  UniqueFd stamp = open_stamp(state);
  struct flock wanted {};
  wanted.l_type = F_WRLCK;
  wanted.l_whence = SEEK_SET;
  if (!stamp || ::fcntl(stamp.get(), F_OFD_SETLK, &wanted) != 0) return {};
  return stamp;
}

Sweep::Position left_by_the_last(const StateDir& state) {
  constexpr std::size_t kMost = 4096;  // far beyond any that we wrote
  const Result<std::string> text = read_file(state.fd(), kStamp, kMost);
  return text ? parse_position(*text) : Sweep::Position{};
}

bool is_due(int stamp, std::chrono::seconds interval) {
  struct stat status {};
  if (::fstat(stamp, &status) != 0) return false;
  const std::time_t age = std::time(nullptr) - status.st_mtime;
  // A stamp from the future was left by a clock that was wrong: it must not hold for ever.
  return age < 0 || age >= interval.count();
}

/// Written over, so that a full disk has room for it; what a longer one left behind the line does not count.
bool note(int stamp, const Sweep::Position& position) {
  return ::lseek(stamp, 0, SEEK_SET) == 0 && write_all(stamp, to_text(position)).has_value();
}

/// One run's turn.
void look_at(const StateDir& state, const std::string& id, Sweep& sweep, Pruned& pruned) {
  const Result<Run> run = Run::open(state, id);
  if (!run) return;
  const Files files = files_of(*run);
  if (sweep.round() == Sweep::Round::Measuring) return sweep.measured(files.bytes);
  const RunUsage usage{id, files.bytes, is_over(*run, files), is_unsent(*run)};
  if (!sweep.wants(usage) || !remove_run(state, id)) return;
  sweep.removed(usage);
  pruned.runs.push_back(id);
  pruned.bytes += usage.bytes;
  if (usage.unsent) ++pruned.unsent;
}

}  // namespace

Result<Pruned> prune_if_due(const StateDir& state, const RetentionLimits& limits) {
  const Time begun = BootClock::now();
  const UniqueFd turn = take_turn(state);
  if (!turn) return Pruned{};
  const Sweep::Position last = left_by_the_last(state);
  if (last.round == Sweep::Round::Over && !is_due(turn.get(), limits.at_most_every)) return Pruned{};
  // Noted as if it were over: who dies of a run that it looks at is not followed at once by others that do.
  if (!note(turn.get(), {}) && ::futimens(turn.get(), nullptr) != 0) return Pruned{};
  const Result<std::vector<std::string>> ids = list_runs(state);
  if (!ids) return ids.error();
  Sweep sweep(last, free_space_of(state), limits);
  Pruned pruned;
  do {
    const std::string* const id = sweep.next(*ids);
    if (id == nullptr) return pruned;
    look_at(state, *id, sweep, pruned);
  } while (BootClock::now() - begun < limits.at_once);
  pruned.more = note(turn.get(), sweep.position());
  return pruned;
}

}  // namespace logwrap
