#include "apps/logwrap/plugin_options.hpp"

#include <iostream>

#include "lib/journal/state_dir.hpp"
#include "lib/supervise/own_descriptors.hpp"

namespace logwrap {

namespace {

constexpr int kLongestKillWait = 65'535;  // Slurm's own bound

int not_recording(const std::string& why) {
  std::cerr << "logwrap: not recording: " << why << ". The job runs all the same.\n";
  return 1;
}

}  // namespace

void add_plugin_options(CLI::App& app, PluginOptions& options) {
  app.add_option("--adopt", options.adopt)->group("");
  app.add_flag("--probe", options.probe)->group("");
  app.add_option("--kill-wait", options.kill_wait)->check(CLI::Range(0, kLongestKillWait))->group("");
}

int probe(const Config& config) {
  if (!enough_descriptors()) return not_recording("it may open too few files (ulimit -n)");
  const Result<StateDir> state = open_state_dir(config.state_dir);
  return state ? 0 : not_recording(describe(state.error()));
}

std::optional<std::chrono::seconds> kill_wait(const PluginOptions& options) {
  if (options.kill_wait == 0) return std::nullopt;
  return std::chrono::seconds(options.kill_wait);
}

}  // namespace logwrap
