// Run: one run's directory, <state>/runs/<id>/ (0700), reached through its descriptor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/journal/run_info.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

/// Who works on a run: at most one process of each.
enum class RunLock : std::uint8_t { Recorder, Shipper };

class Run {
 public:
  /// Makes the directory and its run.json, unless an earlier recorder of the same run has: then it is opened as it is.
  [[nodiscard]] static Result<Run> create(const StateDir& state, const RunInfo& info);
  /// `id` must satisfy is_run_id. A run that is not there is ENOENT.
  [[nodiscard]] static Result<Run> open(const StateDir& state, const std::string& id);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] int fd() const { return fd_.get(); }
  /// For messages.
  [[nodiscard]] std::string path() const { return state_path_ + "/runs/" + id_; }

  /// Replaces run.json in one step: a reader sees the old one or the new one. (On a full disk it is written over.) With
  /// an end it is the last: the reserve is given up, before where there is no room.
  [[nodiscard]] Result<void> write_info(const RunInfo& info) const;
  /// A run keeps a little of the disk, or of a quota, for what is written at its end: where files are not written over
  /// but written anew (btrfs, ZFS), a full disk would leave it without. Whether there was something to give up.
  bool give_up_reserve() const;
  [[nodiscard]] Result<RunInfo> read_info() const;

  /// The kernel releases a lock when its holder is gone. Held as long as the descriptor is open (it belongs to the open
  /// file, so a fork shares it). EAGAIN where another holds it.
  [[nodiscard]] Result<UniqueFd> lock(RunLock which = RunLock::Recorder) const;
  /// Whether somebody holds it, without taking it for a moment as flock(2) would have to.
  [[nodiscard]] bool is_locked(RunLock which = RunLock::Recorder) const;

 private:
  Run(std::string state_path, std::string id, UniqueFd fd)
      : state_path_(std::move(state_path)), id_(std::move(id)), fd_(std::move(fd)) {}

  std::string state_path_;
  std::string id_;
  UniqueFd fd_;
};

/// The ids of all runs, oldest first. Entries that are no run ids are passed over.
[[nodiscard]] Result<std::vector<std::string>> list_runs(const StateDir& state);

/// What a run is doing, as another process sees it.
enum class Liveness {
  Running,   ///< a recorder holds the lock, or the pump lives and has not ended the run
  Finished,  ///< run.json has an end of its own
  Lost,      ///< nobody is left who could have written one: logwrap or the machine was killed
};
[[nodiscard]] Liveness liveness(const Run& run, const RunInfo& info);
/// Of a run whose run.json cannot be read the lock alone is asked.
[[nodiscard]] Liveness liveness(const Run& run);

}  // namespace logwrap
