// What logwrap was started with: descriptors that are the job's, and descriptors that are missing.
#pragma once

#include <array>
#include <vector>

#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

struct InheritedFds {
  std::array<FdInfo, 3> stdio;
  std::vector<int> others;  ///< above 2. They are the job's; logwrap must not keep them open beside it.
};

/// To be called before anything is opened that stays open, an event loop included. Descriptors 0 to 2 that are closed
/// are taken by /dev/null from here on, so that nothing else gets their numbers; the job finds them closed, as logwrap
/// did.
[[nodiscard]] InheritedFds take_inherited_fds();

/// Whether logwrap can open what it needs beside the job at all. With fewer descriptors it would fail here or there,
/// and the job with it.
[[nodiscard]] bool enough_descriptors();

}  // namespace logwrap
