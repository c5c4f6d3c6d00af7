#include "lib/journal/run.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <memory>

#include "lib/base/syscall.hpp"
#include "lib/journal/directory.hpp"
#include "lib/journal/run_id.hpp"

namespace logwrap {

namespace {

constexpr char kInfo[] = "run.json";
/// For the closing record and run.json, each written anew, and what a file system takes beside.
constexpr char kReserve[] = "reserve";
constexpr std::size_t kReserveBytes = 64UL << 10;
/// The kernel keeps what was written from the disk for so long, as a rule.
constexpr UnixNanos kOnDiskAfter = 30'000'000'000;
/// A run.json is some kilobytes; its argv at most what exec allows.
constexpr std::size_t kMaxInfoBytes = 16UL << 20;

const char* file_of(RunLock lock) {
  return lock == RunLock::Recorder ? "lock" : "ship.lock";
}

struct flock whole_file(short type) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

Result<Run> Run::create(const StateDir& state, const RunInfo& info) {
  assert(is_run_id(info.id));
  if (::mkdirat(state.runs_fd(), info.id.c_str(), 0700) != 0 && errno != EEXIST)
    return errno_error("cannot make the run's directory in " + state.path());
  Result<Run> run = open(state, info.id);
  if (!run) return run;
  if (::faccessat(run->fd(), kInfo, F_OK, 0) == 0) return run;
  if (const auto written = run->write_info(info); !written) {
    ::unlinkat(state.runs_fd(), info.id.c_str(), AT_REMOVEDIR);  // nothing would ever be known of it
    return written.error();
  }
  if (!info.end) (void)reserve_file(run->fd(), kReserve, kReserveBytes);  // a run can do without
  return run;
}

Result<Run> Run::open(const StateDir& state, const std::string& id) {
  assert(is_run_id(id));
  UniqueFd fd(::openat(state.runs_fd(), id.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return errno_error("cannot open run " + id);
  return Run(state.path(), id, std::move(fd));
}

Result<void> Run::write_info(const RunInfo& info) const {
  const std::string text = to_json(info) + "\n";
  // What is replaced by then is on the disk, and a crash of the machine is not to leave less.
  const bool was_kept = info.end && *info.end - info.start > kOnDiskAfter;
  const Bytes bytes = was_kept ? Bytes::Begun : Bytes::InTheirTime;
  Result<void> written = replace_file(fd_.get(), kInfo, text, path(), bytes);
  if (!info.end) return written;
  if (give_up_reserve() && !written && is_full(written.error())) written = replace_file(fd_.get(), kInfo, text, path());
  return written;
}

bool Run::give_up_reserve() const {
  return ::unlinkat(fd_.get(), kReserve, 0) == 0;
}

Result<RunInfo> Run::read_info() const {
  const Result<std::string> text = read_file(fd_.get(), kInfo, kMaxInfoBytes);
  if (!text) return Error{text.error().code, "cannot read " + path() + "/" + kInfo};
  Result<RunInfo> info = parse_run_info(*text);
  if (!info) return Error{info.error().code, path() + "/" + kInfo + " is " + info.error().message};
  return info;
}

Result<UniqueFd> Run::lock(RunLock which) const {
  UniqueFd fd(::openat(fd_.get(), file_of(which), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return errno_error("cannot make the lock in " + path());
  struct flock wanted = whole_file(F_WRLCK);
  if (::fcntl(fd.get(), F_OFD_SETLK, &wanted) != 0)
    return errno_error("cannot lock " + path(), errno == EACCES ? EAGAIN : errno);
  return fd;
}

bool Run::is_locked(RunLock which) const {
  const UniqueFd fd(::openat(fd_.get(), file_of(which), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return false;
  struct flock asked = whole_file(F_WRLCK);
  return ::fcntl(fd.get(), F_OFD_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
}

Result<std::vector<std::string>> list_runs(const StateDir& state) {
  Result<std::vector<std::string>> names = directory_entries(state.runs_fd());
  if (!names) return Error{names.error().code, "cannot list " + state.path() + "/runs"};
  std::erase_if(*names, [](const std::string& name) { return !is_run_id(name); });
  std::sort(names->begin(), names->end());
  return names;
}

Liveness liveness(const Run& run, const RunInfo& info) {
  if (info.end) return info.status.state == RunStatus::State::Lost ? Liveness::Lost : Liveness::Finished;
  if (run.is_locked()) return Liveness::Running;
  // Between two recorders nobody holds the lock, but the pump lives and will fork the next.
  return state_of(info.pump, info.host, host_name()) == ProcessState::Alive ? Liveness::Running : Liveness::Lost;
}

Liveness liveness(const Run& run) {
  const Result<RunInfo> info = run.read_info();
  if (info) return liveness(run, *info);
  return run.is_locked() ? Liveness::Running : Liveness::Lost;
}

}  // namespace logwrap
