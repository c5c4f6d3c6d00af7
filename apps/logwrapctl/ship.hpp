// `logwrap ship`: sends what is unsent of runs that are over. And the shipper beside a job, which logwrap itself
// starts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/logwrapctl/common.hpp"

namespace logwrap {

struct ShipOptions {
  std::vector<std::string> runs;  ///< as typed
  bool all = false;
  std::string
      job;  ///< all runs of this Slurm job that are on this host, by the number that an epilog knows; empty: none
  std::string beside;  ///< the id of the run that the calling logwrap records; empty: none
};

/// At most as long as --drain says, where that is given. kExitOk where nothing is left to be sent of the runs that were
/// asked for. Runs that are going on are left to the logwrap that records them.
[[nodiscard]] int ship(const CommonOptions& common, const ShipOptions& options);

}  // namespace logwrap
