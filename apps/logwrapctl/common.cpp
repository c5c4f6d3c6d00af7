#include "apps/logwrapctl/common.hpp"

#include <algorithm>
#include <cstdio>

#include "lib/base/printer.hpp"
#include "lib/config/load.hpp"
#include "lib/query/run_match.hpp"

namespace logwrap {

void complain(const std::string& message) {
  std::fprintf(stderr, "logwrap: %s\n", message.c_str());
}

std::string listed(const std::vector<std::string>& words) {
  constexpr std::size_t kMost = 10;
  std::string list;
  const std::size_t shown = std::min(words.size(), kMost);
  for (std::size_t i = 0; i < shown; ++i) list += (i == 0 ? "" : ", ") + printable(words[i], Tabs::Escape);
  return shown == words.size() ? list : list + " and " + std::to_string(words.size() - shown) + " more";
}

ConfigSources config_sources(const CommonOptions& options) {
  ConfigSources sources = process_config_sources();
  sources.config_file = options.config_file;
  sources.flags = options.flags;
  sources.flags[Key::StateDir] = options.state_dir;
  return sources;
}

std::optional<LoadedConfig> load_configuration(const CommonOptions& options) {
  ConfigResult loaded = load_config(config_sources(options));
  if (loaded) return *std::move(loaded);
  complain(loaded.error().message);
  return std::nullopt;
}

OpenedStateDir open_for_reading(const CommonOptions& options) {
  const ConfigResult loaded = load_config(config_sources(options));
  if (!loaded) complain(loaded.error().message);
  // A slip in a file keeps nothing from being read that is there.
  if (!loaded && loaded.error().kind == ConfigError::Kind::Usage) return {std::nullopt, "", kExitUsage};
  const StateDirSources places = state_dir_sources(loaded ? loaded->config.state_dir : loaded.error().rest.state_dir);
  const StateDirPath where = locate_state_dir(places, network_file_system_of);
  Result<StateDir> state = StateDir::open_existing(where, places.uid);
  if (state) return {std::move(*state), where.path, kExitOk};
  if (state.error().code == std::errc::no_such_file_or_directory) return {std::nullopt, where.path, kExitOk};
  complain(describe(state.error()));
  return {std::nullopt, where.path, kExitFailed};
}

std::optional<Run> find_run(const OpenedStateDir& opened, const std::string& typed) {
  std::vector<std::string> ids;
  if (opened.state) {
    if (const auto listed = list_runs(*opened.state)) ids = *listed;
  }
  const Result<std::string> id = match_run(ids, typed);
  if (!id) {
    complain(id.error().message + (ids.empty() ? " (looked in " + printable(opened.path) + ")" : ""));
    return std::nullopt;
  }
  Result<Run> run = Run::open(*opened.state, *id);
  if (run) return std::move(*run);
  complain(describe(run.error()));
  return std::nullopt;
}

}  // namespace logwrap
