#include "apps/logwrap/run.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "apps/logwrap/logwrapctl_path.hpp"
#include "apps/logwrap/plugin_options.hpp"
#include "apps/logwrap/usage.hpp"
#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/config/load.hpp"
#include "lib/journal/run_id.hpp"
#include "lib/supervise/outer_run.hpp"
#include "lib/supervise/own_descriptors.hpp"
#include "lib/supervise/pump.hpp"

namespace logwrap {

namespace {

constexpr const char* kDescription =
    "Runs COMMAND exactly as it would run alone, and records what it prints as clean lines.\n"
    "Read them with `logwrap logs`, list the runs with `logwrap runs`; `logwrap SUBCOMMAND --help` says more.";

struct Options {
  std::optional<std::string> config_file;
  PerKey<std::optional<std::string>> flags;
  bool opt_in = false;
  PluginOptions plugin;
};

/// Nothing where the options are to be followed, else the exit status to end with at once.
std::optional<int> parse_options(const CommandLine& line, Options& options) {
  if (line.options.empty()) return std::nullopt;  // to put all options together costs a tenth of what starting does
  if (take_plugin_options(line.options, options.plugin, options.flags[Key::Mode])) return std::nullopt;
  CLI::App app(kDescription, "logwrap");
  set_usage(app, "Usage: logwrap [OPTIONS] -- COMMAND [ARG...]\n       logwrap SUBCOMMAND [OPTIONS]      (" +
                     subcommand_list() + ")");
  app.set_version_flag("--version", "logwrap " LOGWRAP_VERSION);
  app.add_option("--config", options.config_file, "Read this file instead of /etc/logwrap/config.yaml")
      ->type_name("FILE");
  app.add_flag("--opt-in", options.opt_in, "Run COMMAND plainly, unrecorded, where there is no ~/.logoptin");
  add_plugin_options(app, options.plugin);
  for (const KeyInfo& key : config_keys()) {
    const std::string help = std::string(key.summary) + " (" + std::string(key.values) +
                             "; default: " + std::string(key.default_value) + ")";
    const bool loki = key.name.starts_with("loki_") || key.key == Key::Drain || key.key == Key::OnFull;
    app.add_option(std::string(key.flag), options.flags[key.key], help)
        ->type_name("VALUE")
        ->group(loki ? "Sending to Grafana Loki" : "Options");
  }
  return parse(app, line.options);
}

/// The configuration to run with, or nothing where the run was refused. `record` becomes false where the job is to run
/// unlogged: a bad file of the administrator's or in the home directory must not keep a job from running.
std::optional<Config> load(const Options& options, bool& record) {
  ConfigSources sources = process_config_sources();
  sources.config_file = options.config_file;
  sources.flags = options.flags;
  const ConfigResult loaded = load_config(sources);
  if (loaded) return loaded->config;
  if (loaded.error().kind == ConfigError::Kind::Usage) {
    std::cerr << "logwrap: " << loaded.error().message << '\n';
    return std::nullopt;
  }
  std::cerr << "logwrap: not recording: " << loaded.error().message << ". The job runs all the same.\n";
  record = false;
  return Config{};
}

bool is_within_a_run() {
  const char* mark = std::getenv(kPumpVariable);
  if (mark != nullptr && is_live_ancestor(mark)) return true;
  const char* active = std::getenv(kSlurmActiveVariable);
  const char* job = std::getenv("SLURM_JOB_ID");
  return active != nullptr && job != nullptr && std::string_view(active) == job && has_ancestor_called("slurmstepd");
}

/// Whether there is a ~/.logoptin, whatever it holds. One that cannot be looked for is none.
bool has_opted_in() {
  const std::optional<std::string> home = process_config_sources().home;
  return home && ::access((*home + "/" + kUserConfigFile).c_str(), F_OK) == 0;
}

/// Instead of this process: nothing of logwrap is left.
int run_plainly(const std::vector<std::string>& command) {
  const std::vector<char*> argv = exec_arguments(command);
  ::execvp(argv.front(), argv.data());
  const int error = errno;
  std::cerr << "logwrap: cannot run " << quoted_word(command.front()) << ": " << std::generic_category().message(error)
            << '\n';
  return ExitStatus::of_exec_error(error).code;
}

/// With the settings that this command line gave; all others the shipper finds where they were found here. Secrets are
/// in files, so none is among them.
std::vector<std::string> shipper_command(const Options& options, const std::string& run_id) {
  std::vector<std::string> command{logwrapctl_path(), "ship", "--beside", run_id};
  if (options.config_file) command.push_back("--config=" + *options.config_file);
  for (const KeyInfo& key : config_keys()) {
    if (options.flags[key.key]) command.push_back(std::string(key.flag) + "=" + *options.flags[key.key]);
  }
  return command;
}

/// Runs `request` and ends as the job ends.
[[noreturn]] void supervise(const Options& options, PumpRequest request, const OriginalSignals& signals) {
  if (request.record && !request.config.loki.url.empty()) request.shipper = shipper_command(options, request.run_id);
  end_like(run_pump(request, signals));
}

/// The job is there, whatever is wrong with us: from here on nothing but its own end ends this process.
int adopt(const Options& options, const std::vector<std::string>& argv) {
  const OriginalSignals signals = OriginalSignals::block_all();
  Result<Adopted> adopted = take_adopted(options.plugin.adopt);
  if (!adopted) {
    std::cerr << "logwrap: " << describe(adopted.error()) << '\n';
    return kExitUsage;
  }
  bool record = true;
  std::optional<Config> config = load(options, record);
  record = record && config && enough_descriptors();
  PumpRequest request{argv, config.value_or(Config{}), new_run_id(ClockAnchor::take().real), record, {}};
  request.adopted = std::move(*adopted);
  request.kill_wait = kill_wait(options.plugin);
  supervise(options, std::move(request), signals);
}

}  // namespace

int run(const CommandLine& line) {
  Options options;
  if (const std::optional<int> status = parse_options(line, options)) return *status;
  if (line.command.empty()) {
    std::cerr << "logwrap: no command given. Usage: logwrap [OPTIONS] -- COMMAND [ARG...]; logwrap --help says more\n";
    return kExitUsage;
  }
  if (options.opt_in && !has_opted_in()) return run_plainly(line.command);
  if (!options.plugin.adopt.empty() && !options.plugin.probe) return adopt(options, line.command);
  bool record = true;
  const std::optional<Config> config = load(options, record);
  if (!config) return kExitUsage;
  if (options.plugin.probe) return record ? probe(*config) : 1;
  if (is_within_a_run()) return run_plainly(line.command);  // the logwrap above records what this command prints
  if (!enough_descriptors()) {
    std::cerr << "logwrap: not recording: it may open too few files (ulimit -n). The job runs all the same.\n";
    return run_plainly(line.command);
  }
  const OriginalSignals signals = OriginalSignals::block_all();
  supervise(options, {line.command, *config, new_run_id(ClockAnchor::take().real), record, {}}, signals);
}

}  // namespace logwrap
