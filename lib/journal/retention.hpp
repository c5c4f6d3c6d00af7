// Retention: which runs go when the state directory grows beyond its bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

struct RetentionLimits {
  std::uint64_t total = 5ULL << 30;         ///< bytes of the disk that all runs take
  double min_free = 0.05;                   ///< of the file system, 0..1
  std::chrono::seconds at_most_every{600};  ///< between two looks of prune_if_due, by any process of this user
};

/// A run as retention sees it.
struct RunUsage {
  std::string id;
  std::uint64_t bytes = 0;
  bool removable = false;  ///< it is over and nobody holds its locks
  bool unsent = false;     ///< a Loki was configured for it, which has not got all of it
};

/// The runs to remove so that what is left is within the limits as far as removable runs allow: oldest first, those
/// that are unsent only when no others are left. Pure. `usage` is sorted by id.
[[nodiscard]] std::vector<std::string> choose_runs_to_remove(std::span<const RunUsage> usage, const FreeSpace& space,
                                                             const RetentionLimits& limits);

struct Pruned {
  std::vector<std::string> runs;  ///< that were removed
  std::uint64_t bytes = 0;
  std::size_t unsent = 0;  ///< of the runs, those that Loki has not got all of
};

/// Looks at every run and removes what has to go. A run is removed under its locks.
[[nodiscard]] Result<Pruned> prune(const StateDir& state, const RetentionLimits& limits);
/// As prune, but does nothing where a look was taken less than `at_most_every` ago.
[[nodiscard]] Result<Pruned> prune_if_due(const StateDir& state, const RetentionLimits& limits);

}  // namespace logwrap
