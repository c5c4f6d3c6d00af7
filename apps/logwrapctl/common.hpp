// What all subcommands share: exit statuses, messages, where the runs are.
#pragma once

#include <optional>
#include <string>

#include "lib/base/result.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< nothing found, or it could not be read
inline constexpr int kExitUsage = 2;   ///< the command line or the configuration is wrong

/// Given before or after the subcommand.
struct CommonOptions {
  std::optional<std::string> state_dir;
  std::optional<std::string> config_file;
};

/// "logwrap: message" on stderr.
void complain(const std::string& message);

/// The state directory by flag, variable, configuration or default, opened for reading. What is wrong has been said.
/// Nothing, with kExitOk, where the directory does not exist because nothing has been recorded yet.
struct OpenedStateDir {
  std::optional<StateDir> state;
  std::string path;
  int exit_status = kExitOk;
};
[[nodiscard]] OpenedStateDir open_for_reading(const CommonOptions& options);

}  // namespace logwrap
