// The shipper beside a running job: a process of its own, which sends what the recorder writes, until the run is over
// and sent, or the time for that has passed.
#pragma once

#include <string>

#include "lib/base/unique_fd.hpp"
#include "lib/config/config.hpp"

namespace logwrap {

/// How it ended, as its exit status.
enum class BesideEnd : int {
  AllSent = 0,
  SomethingLeft = 1,  ///< the time was over, or it was told to stop
  CannotShip = 2,     ///< it said why; no use in starting another
};

/// `run_id` satisfies is_run_id; the run need not be there yet. `commands` and `reports` are the pump's ends of what
/// lib/base/shipper_talk.hpp describes. Where the pump dies it goes on for a bounded time, as nobody waits for it.
[[nodiscard]] BesideEnd ship_beside(const Config& config, const std::string& run_id, UniqueFd commands,
                                    UniqueFd reports);

}  // namespace logwrap
