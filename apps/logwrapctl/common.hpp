// What all subcommands share: exit statuses, messages, where the runs are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/config/load.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/state_dir.hpp"

namespace logwrap {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;  ///< nothing found, or it could not be read
inline constexpr int kExitUsage = 2;   ///< the command line or the configuration is wrong

/// Given before or after the subcommand.
struct CommonOptions {
  std::optional<std::string> state_dir;
  std::optional<std::string> config_file;
  PerKey<std::optional<std::string>> flags;  ///< of the subcommands that take the other settings, too
};

/// "logwrap: message" on stderr.
void complain(const std::string& message);

/// The sources of this process, with what was given on the command line.
[[nodiscard]] ConfigSources config_sources(const CommonOptions& options);
/// The configuration, and where each value came from. What is wrong has been said: then the subcommand ends with
/// kExitUsage.
[[nodiscard]] std::optional<LoadedConfig> load_configuration(const CommonOptions& options);
/// "a, b, c and 7 more": at most ten of them, printable.
[[nodiscard]] std::string listed(const std::vector<std::string>& words);

/// The state directory by flag, variable, configuration or default, opened for reading. What is wrong has been said; of
/// a file of the configuration all that is right counts.
/// Nothing, with kExitOk, where the directory does not exist because nothing has been recorded yet.
struct OpenedStateDir {
  std::optional<StateDir> state;
  std::string path;
  int exit_status = kExitOk;
};
[[nodiscard]] OpenedStateDir open_for_reading(const CommonOptions& options);

/// The run that `typed` is the id or the beginning of, the newest where it is empty. What is wrong has been said.
[[nodiscard]] std::optional<Run> find_run(const OpenedStateDir& opened, const std::string& typed);

}  // namespace logwrap
