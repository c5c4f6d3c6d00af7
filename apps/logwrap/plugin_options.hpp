// Options that only Slurm's plugin gives (apps/spank): not in the help, and no part of the command line that is
// promised.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "lib/config/config.hpp"

namespace logwrap {

struct PluginOptions {
  /// PID:DESCRIPTOR of a job that is there already (lib/supervise/adopt.hpp); what stands after `--` is only its name.
  std::string adopt;
  /// Runs nothing: says whether a run with these options would be recorded. So that a job is handed over only to a
  /// logwrap that starts, understands its options and finds its configuration and a place for its journal.
  bool probe = false;
  int kill_wait = 0;  ///< seconds from TERM to KILL; 0: not known
};

/// Whether all of `words` are options as the plugin writes them, `mode` among them; then they are taken. In front of
/// every task of a cluster, to put all the other options together would cost as much as all the rest of a probe.
[[nodiscard]] bool take_plugin_options(std::span<const std::string> words, PluginOptions& options,
                                       std::optional<std::string>& mode);

void add_plugin_options(CLI::App& app, PluginOptions& options);

/// 0 where a run with `config` can be recorded; else it has said why not, and answers 1.
[[nodiscard]] int probe(const Config& config);

[[nodiscard]] std::optional<std::chrono::seconds> kill_wait(const PluginOptions& options);

}  // namespace logwrap
