#include "lib/journal/state_dir.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"

namespace logwrap {

namespace {

constexpr mode_t kPrivate = 0700;
constexpr std::size_t kTriedBytes = 4096;  // a block of most file systems
constexpr char kChooseAnother[] = "; choose another with --state-dir or LOGWRAP_STATE_DIR";

bool is_absolute(const std::string& path) {
  return path.starts_with('/');
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

/// The home that the password database gives, for a process started without $HOME (cron, systemd, a container).
std::string home_of(uid_t uid) {
  std::array<char, 16384> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return {};
  return found->pw_dir;
}

/// One that is there, and is the user's. Accounts without a home have one that does not exist, on purpose; users of
/// whom a container's image knows nothing have "/"; and root, by `sudo -E`, the home of somebody who could not use any
/// more what root makes there.
bool is_home_of(uid_t uid, const std::string& path) {
  struct stat status {};
  return path != "/" && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == uid;
}

std::string shown(const std::string& path) {
  return "the state directory " + quoted_word(path);
}

/// A decision of ours, not a failed call: the message says all.
Error refused(const std::string& path, const std::string& why) {
  return Error{{}, shown(path) + " " + why + kChooseAnother};
}

Result<void> make_with_parents(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failed);
  // What fails here shows in mkdir's own error, which is the one to report.
  if (::mkdir(path.c_str(), kPrivate) == 0 || errno == EEXIST) return {};
  const int cause = failed ? failed.value() : errno;
  return errno_error("cannot make " + shown(path) + kChooseAnother, cause);
}

/// In a directory that everybody may write to, what a link of somebody else's leads to is that user's choice.
Result<void> check_link(const std::string& path, uid_t uid) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return {};
  if (status.st_uid == uid || status.st_uid == 0) return {};
  return refused(path,
                 "is a symbolic link of user " + std::to_string(status.st_uid) + ", which may be a trap: remove it");
}

Result<UniqueFd> open_directory(const StateDirPath& where, uid_t uid) {
  if (const auto safe = check_link(where.path, uid); !safe) return safe.error();
  const int follow = where.place == StateDirPath::Place::InSharedTmp ? O_NOFOLLOW : 0;
  UniqueFd fd(::open(where.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | follow));
  if (fd) return fd;
  // O_NOFOLLOW with O_DIRECTORY answers ENOTDIR for a link.
  if (follow != 0 && (errno == ELOOP || errno == ENOTDIR))
    return refused(where.path, "is a symbolic link or a file, which may be somebody's trap: remove it");
  return errno_error("cannot open " + shown(where.path) + (errno == ENOENT ? "" : kChooseAnother));
}

/// Looks at what was opened, not at its path: between the two somebody could exchange it.
Result<void> check_ours(int fd, const std::string& path, uid_t uid) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return errno_error("cannot look at " + shown(path));
  if (status.st_uid != uid)
    return refused(path, "belongs to user " + std::to_string(status.st_uid) + ", not to " + std::to_string(uid));
  if ((status.st_mode & S_ISVTX) != 0 && (status.st_mode & S_IWOTH) != 0)
    return refused(path, "is a directory that everybody shares");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refused(path, "may be written to by others: run chmod go-w " + quoted_word(path));
  return {};
}

enum class Missing { Make, IsAnError };

Result<UniqueFd> open_runs(int state_fd, const std::string& path, uid_t uid, Missing missing) {
  if (missing == Missing::Make && ::mkdirat(state_fd, "runs", kPrivate) != 0 && errno != EEXIST)
    return errno_error("cannot write to " + shown(path) + kChooseAnother);
  UniqueFd fd(::openat(state_fd, "runs", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) return errno_error("cannot open runs in " + shown(path));
  if (const auto ours = check_ours(fd.get(), path + "/runs", uid); !ours) return ours.error();
  return fd;
}

/// The state directory and its runs.
Result<std::pair<UniqueFd, UniqueFd>> open_both(const StateDirPath& where, uid_t uid, Missing missing) {
  Result<UniqueFd> fd = open_directory(where, uid);
  if (!fd) return fd.error();
  if (const auto ours = check_ours(fd->get(), where.path, uid); !ours) return ours.error();
  Result<UniqueFd> runs = open_runs(fd->get(), where.path, uid, missing);
  if (!runs) return runs.error();
  return std::pair(std::move(*fd), std::move(*runs));
}

}  // namespace

StateDirSources state_dir_sources(std::string chosen) {
  StateDirSources sources;
  sources.chosen = std::move(chosen);
  sources.xdg_state_home = environment("XDG_STATE_HOME");
  sources.uid = ::geteuid();
  sources.home = environment("HOME");
  if (sources.home.empty()) sources.home = home_of(sources.uid);
  if (!is_home_of(sources.uid, sources.home)) sources.home.clear();
  return sources;
}

StateDirPath locate_state_dir(const StateDirSources& sources, const NetworkFileSystemOf& on_network) {
  using Place = StateDirPath::Place;
  if (!sources.chosen.empty()) return {sources.chosen, Place::Chosen, "chosen"};
  const StateDirPath fallback{"/var/tmp/logwrap-" + std::to_string(sources.uid), Place::InSharedTmp, ""};
  std::string path;
  if (is_absolute(sources.xdg_state_home)) {
    path = sources.xdg_state_home + "/logwrap";
  } else if (is_absolute(sources.home)) {
    path = sources.home + "/.local/state/logwrap";
  } else {
    return {fallback.path, fallback.place, "there is no home directory of one's own"};
  }
  if (const auto network = on_network(path))
    return {fallback.path, fallback.place, path + " lies on a network file system (" + std::string(*network) + ")"};
  return {path, Place::InHome, "the user's state directory"};
}

Result<StateDir> StateDir::open(const StateDirPath& where, uid_t uid) {
  if (const auto made = make_with_parents(where.path); !made) return made.error();
  auto opened = open_both(where, uid, Missing::Make);
  if (!opened) return opened.error();
  return StateDir(where.path, std::move(opened->first), std::move(opened->second));
}

Result<StateDir> StateDir::open_existing(const StateDirPath& where, uid_t uid) {
  auto opened = open_both(where, uid, Missing::IsAnError);
  if (!opened) return opened.error();
  return StateDir(where.path, std::move(opened->first), std::move(opened->second));
}

Result<void> try_to_write(const StateDir& state) {
  const UniqueFd fd(::openat(state.runs_fd(), ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (!fd && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) return {};
  const Result<void> written = fd ? write_all(fd.get(), std::string(kTriedBytes, '\n')) : Result<void>(errno_error(""));
  if (written) return {};
  return errno_error("cannot write to " + shown(state.path()) + kChooseAnother, written.error().code.value());
}

Result<StateDir> open_state_dir(const std::string& chosen) {
  const StateDirSources sources = state_dir_sources(chosen);
  return StateDir::open(locate_state_dir(sources, network_file_system_of), sources.uid);
}

}  // namespace logwrap
