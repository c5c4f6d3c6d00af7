#include "apps/logwrapctl/common.hpp"

#include <cstdio>

#include "lib/config/load.hpp"

namespace logwrap {

void complain(const std::string& message) {
  std::fprintf(stderr, "logwrap: %s\n", message.c_str());
}

std::optional<LoadedConfig> load_configuration(const CommonOptions& options) {
  ConfigSources sources = process_config_sources();
  sources.config_file = options.config_file;
  sources.flags = options.flags;
  sources.flags[Key::StateDir] = options.state_dir;
  ConfigResult loaded = load_config(sources);
  if (loaded) return *std::move(loaded);
  complain(loaded.error().message);
  return std::nullopt;
}

OpenedStateDir open_for_reading(const CommonOptions& options) {
  const std::optional<LoadedConfig> loaded = load_configuration(options);
  if (!loaded) return {std::nullopt, "", kExitUsage};
  const StateDirSources places = state_dir_sources(loaded->config.state_dir);
  const StateDirPath where = locate_state_dir(places, network_file_system_of);
  Result<StateDir> state = StateDir::open_existing(where, places.uid);
  if (state) return {std::move(*state), where.path, kExitOk};
  if (state.error().code == std::errc::no_such_file_or_directory) return {std::nullopt, where.path, kExitOk};
  complain(describe(state.error()));
  return {std::nullopt, where.path, kExitFailed};
}

}  // namespace logwrap
