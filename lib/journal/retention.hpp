// Retention: which runs go when the state directory grows beyond its bound.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/journal/state_dir.hpp"
#include "lib/journal/sweep.hpp"

namespace logwrap {

struct Pruned {
  std::vector<std::string> runs;  ///< that were removed
  std::uint64_t bytes = 0;        ///< of the disk
  std::size_t unsent = 0;         ///< of the runs, those that Loki has not got all of
  bool more = false;              ///< not all were looked at: the next call goes on
};

/// Looks at every run and removes what has to go, as far as it comes in `at_once`: whoever calls next, in whatever
/// process, goes on there. Does nothing where a look at all was taken less than `at_most_every` ago, or another process
/// is about it. A run is removed under its locks.
[[nodiscard]] Result<Pruned> prune_if_due(const StateDir& state, const RetentionLimits& limits);

}  // namespace logwrap
