// The name of a job that has none: that of the program or script which its command line names.
#pragma once

#include <string>
#include <vector>

namespace logwrap {

/// The last part of argv[0]'s path; where that is a shell, an interpreter or a launcher (python3, bash, torchrun, env,
/// ...), that of the first argument that looks like a script, or the module after -m. Empty where nothing names it.
[[nodiscard]] std::string job_name(const std::vector<std::string>& argv);

}  // namespace logwrap
