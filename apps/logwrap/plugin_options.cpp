#include "apps/logwrap/plugin_options.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <string_view>

#include "lib/journal/state_dir.hpp"
#include "lib/supervise/own_descriptors.hpp"

namespace logwrap {

namespace {

constexpr int kLongestKillWait = 65'535;  // Slurm's own bound

bool parse_seconds(std::string_view text, int& seconds) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc() && end == text.data() + text.size() && seconds >= 0 && seconds <= kLongestKillWait;
}

int not_recording(const std::string& why) {
  std::cerr << "logwrap: not recording: " << why << ". The job runs all the same.\n";
  return 1;
}

}  // namespace

bool take_plugin_options(std::span<const std::string> words, PluginOptions& options, std::optional<std::string>& mode) {
  PluginOptions taken;
  std::optional<std::string> taken_mode;
  for (const std::string_view word : words) {
    const std::string_view value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word == "--probe") {
      taken.probe = true;
    } else if (word.starts_with("--adopt=") && !value.empty()) {
      taken.adopt = value;
    } else if (word.starts_with("--mode=")) {
      taken_mode = value;
    } else if (!word.starts_with("--kill-wait=") || !parse_seconds(value, taken.kill_wait)) {
      return false;
    }
  }
  if (!taken.probe && taken.adopt.empty()) return false;
  options = taken;
  mode = taken_mode;
  return true;
}

void add_plugin_options(CLI::App& app, PluginOptions& options) {
  app.add_option("--adopt", options.adopt)->group("");
  app.add_flag("--probe", options.probe)->group("");
  app.add_option("--kill-wait", options.kill_wait)->check(CLI::Range(0, kLongestKillWait))->group("");
}

int probe(const Config& config) {
  if (!enough_descriptors()) return not_recording("it may open too few files (ulimit -n)");
  const Result<StateDir> state = open_state_dir(config.state_dir);
  if (!state) return not_recording(describe(state.error()));
  // A full disk is told here, once a node, and not by each task's recorder.
  const Result<void> tried = try_to_write(*state);
  return tried ? 0 : not_recording(describe(tried.error()));
}

std::optional<std::chrono::seconds> kill_wait(const PluginOptions& options) {
  if (options.kill_wait == 0) return std::nullopt;
  return std::chrono::seconds(options.kill_wait);
}

}  // namespace logwrap
