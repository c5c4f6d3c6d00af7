// StateDir: the directory that holds the runs. Found from values, secured once, and from then on reached through its
// descriptor, so that nobody can exchange it under us.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

/// Where the state directory could be, as the process was told. Empty means not given.
struct StateDirSources {
  std::string chosen;          ///< by flag, LOGWRAP_STATE_DIR or the configuration
  std::string xdg_state_home;  ///< $XDG_STATE_HOME; ignored unless absolute, as its specification says
  std::string home;  ///< $HOME, or the password database's, if it is there and the user's; ignored unless absolute
  uid_t uid = 0;     ///< the effective user, who must own the directory
};

/// $XDG_STATE_HOME, $HOME and the effective uid of this process; `chosen` is the caller's.
[[nodiscard]] StateDirSources state_dir_sources(std::string chosen);

struct StateDirPath {
  /// InHome: parents are made as needed. InSharedTmp: /var/tmp/logwrap-<uid>, in a directory that anybody may write
  /// to, so that a symbolic link in its place is refused.
  enum class Place { Chosen, InHome, InSharedTmp };
  std::string path;
  Place place = Place::Chosen;
  std::string reason;  ///< for people: why this one
};

/// Answers the name of the network file system that `path` (or its nearest parent that exists) lies on, if it does.
using NetworkFileSystemOf = std::function<std::optional<std::string_view>(const std::string& path)>;

/// Decides without touching the file system but through `on_network`. What was chosen is taken as it is.
[[nodiscard]] StateDirPath locate_state_dir(const StateDirSources& sources, const NetworkFileSystemOf& on_network);

/// statfs(2) of `path` or its nearest existing parent.
[[nodiscard]] std::optional<std::string_view> network_file_system_of(const std::string& path);
/// "NFS" and the like for a type as statfs(2) gives it; nothing for a local one.
[[nodiscard]] std::optional<std::string_view> network_file_system_name(long statfs_type);

class StateDir {
 public:
  /// Makes the directory (0700) and its `runs` where they are missing. Fails, with a message that says what to do,
  /// where it cannot be made, is no directory, belongs to somebody else, or others may write to it.
  [[nodiscard]] static Result<StateDir> open(const StateDirPath& where, uid_t uid);
  /// As above, but a directory that does not exist is the Error ENOENT: for readers, which make nothing.
  [[nodiscard]] static Result<StateDir> open_existing(const StateDirPath& where, uid_t uid);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] int runs_fd() const { return runs_fd_.get(); }

 private:
  StateDir(std::string path, UniqueFd fd, UniqueFd runs_fd)
      : path_(std::move(path)), fd_(std::move(fd)), runs_fd_(std::move(runs_fd)) {}

  std::string path_;
  UniqueFd fd_;
  UniqueFd runs_fd_;
};

/// Whether a run could begin there: writes a file that has no name and is gone with its descriptor. Where such files
/// are not to be had (some overlays and network file systems) nothing is tried.
[[nodiscard]] Result<void> try_to_write(const StateDir& state);

/// locate_state_dir and StateDir::open with this process's environment.
[[nodiscard]] Result<StateDir> open_state_dir(const std::string& chosen);

}  // namespace logwrap
