// How often the kernel has killed in a control group for want of memory: what a job that was killed cannot say itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Kills so far in the control group that `membership` (the text of /proc/PID/cgroup) names, and in those below it; of
/// cgroups 2 and 1. `root` is where they are mounted. Nothing where that cannot be known: no memory controller, or a
/// container that sees none.
[[nodiscard]] std::optional<std::uint64_t> oom_kills(std::string_view membership,
                                                     const std::string& root = "/sys/fs/cgroup");
/// Of this process's control group.
[[nodiscard]] std::optional<std::uint64_t> own_oom_kills();

}  // namespace logwrap
