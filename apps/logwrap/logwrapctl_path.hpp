// Where logwrapctl is: the program that reads and ships.
#pragma once

#include <array>
#include <string>

namespace logwrap {

/// Beside this program (the build tree), and where an installation puts it. Symbolic links to this program are
/// resolved.
[[nodiscard]] std::array<std::string, 2> logwrapctl_paths();
/// The first of them that can be executed, or the first.
[[nodiscard]] std::string logwrapctl_path();

}  // namespace logwrap
