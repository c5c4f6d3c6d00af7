#include <tuple>

#include "apps/logwrapctl/logs.hpp"
#include "apps/logwrapctl/option_values.hpp"

namespace logwrap {

namespace {

constexpr char kFooter[] =
    "RUN is an id, the beginning of one, or a Slurm job (4711, or 4711_3). Several runs come one after another, with\n"
    "--merge as one timeline: [rank] and node in front, and a line that several ranks printed within a second once,\n"
    "with the ranks that did: [0-7]. --merge with one RUN, or none, takes all ranks of its job.\n"
    "\n"
    "With --loki runs of jobs and labels are looked for in the last 30 days, or since --since; an id says itself when\n"
    "its run began.\n"
    "\n"
    "--state-dir DIR and --config FILE may be given before or after the subcommand.";

void add_choice(CLI::App& logs, LogsOptions& to) {
  const auto text = [&logs](const char* name, auto take, const char* help, const char* type) {
    logs.add_option_function<std::string>(name, take, help)->type_name(type);
  };
  LogsOptions* const options = &to;
  text(
      "--grep", [=](const std::string& value) { options->filter.grep = value; }, "Lines that contain this RE2 pattern",
      "PATTERN");
  text(
      "-C,--context", [=](const std::string& value) { options->context = to_count(value); },
      "With --grep or --level: N lines before and after each, too", "N");
  text(
      "--stream", [=](const std::string& value) { options->filter.stream = to_stream(value); },
      "stdout, stderr or logwrap; what the job printed if left out", "STREAM");
  text(
      "--kind", [=](const std::string& value) { options->filter.kind = to_kind(value); }, "log, metadata or event",
      "KIND");
  text(
      "--level", [=](const std::string& value) { options->filter.level = to_level(value); },
      "Lines that say they are at least so serious: debug, info, warning, error, ...", "LEVEL");
  text(
      "--since", [=](const std::string& value) { options->filter.since = to_since(value); },
      "Lines from then on: 90s, 10m, 2h, 1d, or 2026-11-22 03:04", "TIME");
  logs.add_option_function<std::vector<std::string>>(
          "--between",
          [=](const std::vector<std::string>& times) {
            std::tie(options->filter.since, options->filter.until) = to_period(times);
          },
          "Lines from one time until another: 3h 2h, or 2026-11-22T03:04 2026-11-22T05:00")
      ->type_name("TIME TIME")
      ->type_size(2)
      ->expected(1)
      ->excludes(logs.get_option("--since"));
  logs.add_flag_callback(
      "--events", [=] { options->filter.events = Events::Shown; }, "Show logwrap's own events too");
}

void add_looks(CLI::App& logs, LogsOptions& to) {
  LogsOptions* const options = &to;
  logs.add_flag("-t,--timestamps", to.timestamps, "Begin each line with its local time");
  logs.add_flag_callback(
      "--utc",
      [=] {
        options->zone = Zone::Utc;
        options->timestamps = true;
      },
      "Begin each line with its time in UTC");
  logs.add_option_function<std::string>(
          "--color", [=](const std::string& value) { options->colour = to_colour(value); },
          "auto (on a terminal, unless NO_COLOR is set), always or never")
      ->type_name("WHEN");
  logs.add_flag("--no-pager", to.no_pager,
                "Do not start $LOGWRAP_PAGER, $PAGER or less for what is longer than the terminal");
  auto* raw = logs.add_flag_callback(
      "--raw", [=] { options->format = LineFormat::Raw; }, "Print control characters as they are");
  logs.add_flag_callback(
          "--json", [=] { options->format = LineFormat::Json; }, "Print the records as JSON, one a line")
      ->excludes(raw);
}

}  // namespace

void add_logs(CLI::App& app, LogsOptions& options) {
  CLI::App* logs = app.add_subcommand("logs", "Print the recorded lines of a run, or of several");
  logs->fallthrough();
  logs->footer(kFooter);
  logs->add_option("RUN", options.runs, "Runs; the newest one if left out")->type_name("");
  add_reading(*logs, options.reading);
  add_whose(*logs, options.reading);
  logs->add_flag("-f,--follow", options.follow, "Go on printing until the run has ended");
  auto* merge = logs->add_flag("--merge", options.merge, "All ranks of a job, or all these runs, as one timeline");
  logs->add_flag("--all", options.all, "With --merge: every rank's line, also where several printed the same")
      ->needs(merge);
  add_choice(*logs, options);
  logs->final_callback([&options] {
    if (options.context > 0 && !options.filter.grep && !options.filter.level)
      refuse("--context goes with --grep or --level");
  });
  add_looks(*logs, options);
}

}  // namespace logwrap
