#include "apps/logwrapctl/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <functional>
#include <iostream>
#include <memory>
#include <system_error>

#include "apps/logwrapctl/common.hpp"
#include "apps/logwrapctl/doctor.hpp"
#include "apps/logwrapctl/logs.hpp"
#include "apps/logwrapctl/metrics.hpp"
#include "apps/logwrapctl/option_values.hpp"
#include "apps/logwrapctl/runs.hpp"
#include "apps/logwrapctl/ship.hpp"
#include "lib/base/suggest.hpp"
#include "lib/config/keys.hpp"

namespace logwrap {

namespace {

/// What the parsing fills, and what is then to be done with it.
struct Parsed {
  CommonOptions common;
  RunsOptions runs;
  LogsOptions logs;
  MetricsOptions metrics;
  ShipOptions ship;
  DoctorOptions doctor;
};

constexpr char kCommonHelp[] = "--state-dir DIR and --config FILE may be given before or after the subcommand.";

void add_runs(CLI::App& app, Parsed& parsed) {
  CLI::App* runs = app.add_subcommand("runs", "List the recorded runs, newest first");
  runs->fallthrough();
  runs->footer(kCommonHelp);
  runs->add_flag("--json", parsed.runs.json, "A JSON object a line");
  RunsOptions& to = parsed.runs;
  add_reading(*runs, to.reading);
  add_whose(*runs, to.reading);
  runs->add_option_function<std::string>(
          "--since", [&to](const std::string& text) { to.since = to_since(text); },
          "Runs that began or ended from then on: 2h, 7d, 2026-11-22; with --loki 30 days if left out")
      ->type_name("TIME");
  runs->add_option_function<std::string>(
          "--limit", [&to](const std::string& text) { to.limit = to_count(text); }, "Only the N newest runs")
      ->type_name("N");
  runs->add_flag("--check", to.check, "With --loki: count whether all of each run is there, which reads all of it");
  runs->add_flag("--utc", to.utc, "Times in UTC");
}

/// The settings as flags, for subcommands that depend on more of them than the state directory.
enum class Way { ToLoki, FromLoki };
void add_settings(CLI::App& app, Parsed& parsed, Way way) {
  for (const KeyInfo& key : config_keys()) {
    const bool reads = key.name.starts_with("loki_read_");
    const bool both = key.key == Key::LokiUrl || key.key == Key::LokiTenant || key.key == Key::LokiCaFile ||
                      key.key == Key::LokiProxy;
    const bool sends = key.name.starts_with("loki_") || key.key == Key::Drain;
    const bool matters = way == Way::FromLoki ? reads || both : sends;
    if (key.key == Key::StateDir) continue;
    const std::string group = matters ? "Settings" : "";  // all that logwrap itself takes, as it may pass them on
    app.add_option(std::string(key.flag), parsed.common.flags[key.key], std::string(key.summary))
        ->type_name("VALUE")
        ->group(group);
  }
}

void add_ship(CLI::App& app, Parsed& parsed) {
  CLI::App* ship = app.add_subcommand("ship", "Send to Loki what is unsent of runs that are over");
  ship->fallthrough();
  ship->footer(kCommonHelp);
  ship->add_option("RUN", parsed.ship.runs, "Runs' ids or their beginnings")->type_name("");
  ship->add_flag("--all", parsed.ship.all, "All that are over and were recorded for a Loki, oldest first");
  ship->add_option("--job", parsed.ship.job, "All of this Slurm job that are on this host")->type_name("ID");
  ship->add_option("--beside", parsed.ship.beside, "Used by logwrap itself")->group("");
  add_settings(*ship, parsed, Way::ToLoki);
}

void add_doctor(CLI::App& app, Parsed& parsed) {
  CLI::App* doctor = app.add_subcommand("doctor", "Look whether all works, and say what to do where it does not");
  doctor->fallthrough();
  doctor->footer(std::string("Sends one line to Loki, where that is configured. ") + kCommonHelp);
  doctor->add_flag("--json", parsed.doctor.json, "A JSON object a line");
  add_settings(*doctor, parsed, Way::ToLoki);
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

/// The first argument that nothing took, and what may have been meant by it.
std::string unexpected(const CLI::App& app) {
  const std::vector<std::string> rest = app.remaining(true);
  const std::string word = rest.empty() ? std::string() : rest.front();
  const bool is_option = word.starts_with('-');
  std::vector<std::string> candidates = is_option ? options_of(app) : std::vector<std::string>();
  for (const CLI::App* chosen : app.get_subcommands()) {
    const std::vector<std::string> more = options_of(*chosen);
    if (is_option) candidates.insert(candidates.end(), more.begin(), more.end());
  }
  if (app.get_subcommands().empty() && !is_option) {
    for (const CLI::App* subcommand : app.get_subcommands([](const CLI::App*) { return true; }))
      candidates.push_back(subcommand->get_name());
  }
  const std::string name = word.substr(0, word.find('='));
  const std::string nearest = nearest_word(is_option ? name : word, candidates);
  const std::string what = is_option ? "unknown option " : "unexpected argument ";
  return what + quoted(is_option ? name : word) + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
}

int usage_error(const CLI::App& app, const std::string& message) {
  const auto chosen = app.get_subcommands();
  const std::string subcommand = chosen.empty() ? "" : " " + chosen.front()->get_name();
  complain(message + "\nSee `logwrap" + subcommand + " --help`.");
  return kExitUsage;
}

int dispatch(const CLI::App& app, const Parsed& parsed) {
  if (app.got_subcommand("runs")) return runs(parsed.common, parsed.runs);
  if (app.got_subcommand("metrics")) return metrics(parsed.common, parsed.metrics);
  if (app.got_subcommand("ship")) return ship(parsed.common, parsed.ship);
  if (app.got_subcommand("doctor")) return doctor(parsed.common, parsed.doctor);
  return logs(parsed.common, parsed.logs);
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app("Reads and sends what logwrap recorded", "logwrap");
  Parsed parsed;
  app.require_subcommand(1);
  app.add_option("--state-dir", parsed.common.state_dir, "Where runs are recorded")->type_name("DIR");
  app.add_option("--config", parsed.common.config_file, "Read this file instead of /etc/logwrap/config.yaml")
      ->type_name("FILE");
  add_runs(app, parsed);
  add_logs(app, parsed.logs);
  add_metrics(app, parsed.metrics);
  add_ship(app, parsed);
  add_doctor(app, parsed);
  for (const char* const name : {"runs", "logs", "metrics"})
    add_settings(*app.get_subcommand(name), parsed, Way::FromLoki);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    app.exit(help);
    if (std::cout.flush()) return kExitOk;
    complain("cannot write the output: " + std::generic_category().message(errno));
    return kExitFailed;
  } catch (const CLI::ExtrasError&) {
    return usage_error(app, unexpected(app));
  } catch (const CLI::ParseError& error) {
    return usage_error(app, app.remaining(true).empty() ? error.what() : unexpected(app));
  }
  return dispatch(app, parsed);
}

}  // namespace logwrap
