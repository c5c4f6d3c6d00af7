// What logwrap was started with: descriptors that are the job's, and descriptors that are missing.
#pragma once

#include <vector>

namespace logwrap {

/// Those above 2, from before anything was opened. They are the job's; logwrap must not keep them open beside it.
[[nodiscard]] std::vector<int> descriptors_above_stdio();

/// Descriptors 0 to 2 that are closed are taken by /dev/null, so that nothing else gets their numbers. The job finds
/// them closed, as logwrap did.
void occupy_closed_stdio();

}  // namespace logwrap
