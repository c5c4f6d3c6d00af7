// Closing a lost run: whoever comes after a logwrap that was killed notes in its place what is known of the end.
#pragma once

#include <string>

#include "lib/base/result.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

enum class Closed {
  Now,       ///< it was lost; its journal ends with a `lost` event now, and run.json has an end
  Before,    ///< it has an end: its own, or another closed it
  NotOver,   ///< it goes on, or nothing can be known of its logwrap from here
  TooEarly,  ///< its logwrap is dead, its recorder still writes: to be tried again
};

/// Closes the run if it is lost. Once, whoever tries at the same time and whoever is killed while trying: the event is
/// written under the recorder's lock, and looked for before. What was torn off behind the last record is cut.
[[nodiscard]] Result<Closed> close_lost_run(const StateDir& state, const std::string& id);

}  // namespace logwrap
