#include <tuple>

#include "apps/logwrapctl/metrics.hpp"
#include "apps/logwrapctl/option_values.hpp"

namespace logwrap {

namespace {

constexpr char kFooter[] =
    "Metadata is what a job printed as one JSON object a line, such as {\"epoch\": 1, \"loss\": 0.5}. Keys of nested\n"
    "objects are joined with dots: eval.loss.\n"
    "\n"
    "X is what the others are plotted over: progress; else epoch; else increasing integers; increasing numbers;\n"
    "integers, then numbers that only rise or only fall; any numbers. Of several the first by name. It is chosen over\n"
    "all entries read (with --y, those that have one of these keys); --x chooses another.\n"
    "\n"
    "  table  newest first, X in front; as many columns as the terminal has room for, the 1000 newest entries\n"
    "  csv    RFC 4180 with plain line feeds: _run, _time (UTC), then the keys by first appearance; with --x or --y\n"
    "         X and these keys\n"
    "  jsonl  an object a line: run, seq, time, stream, fields; strict JSON: NaN is null, and named in not_finite\n"
    "  plot   a chart of each key over X, or of the keys of --y in one, a series for each run; over the time since "
    "the\n"
    "         run's start where there is no X. NaN and infinities are gaps, and counted\n"
    "\n"
    "--state-dir DIR and --config FILE may be given before or after the subcommand.";

MetricsFormat to_format(const std::string& text) {
  if (text == "table") return MetricsFormat::Table;
  if (text == "csv") return MetricsFormat::Csv;
  if (text == "jsonl") return MetricsFormat::JsonLines;
  if (text == "plot") return MetricsFormat::Plot;
  refuse(quoted(text) + " is no format: write table, csv, jsonl or plot");
}

/// What of one format alone would be without effect is a mistake.
void check(const MetricsOptions& options) {
  const auto belongs = [&options](bool given, const char* name, MetricsFormat format, const char* format_name) {
    if (given && options.format != format) refuse(std::string(name) + " goes with --format " + format_name + " only");
  };
  belongs(options.all, "--all", MetricsFormat::Table, "table");
  belongs(options.raw, "--raw", MetricsFormat::Csv, "csv");
  belongs(options.log_y, "--log-y", MetricsFormat::Plot, "plot");
  belongs(options.over_time, "--over-time", MetricsFormat::Plot, "plot");
}

void add_selection(CLI::App& metrics, MetricsOptions& to) {
  metrics.add_option("RUN", to.runs, "Runs: ids, their beginnings, or Slurm jobs; the newest run if left out")
      ->type_name("");
  metrics.add_option("--x", to.x, "The key that is X")->type_name("KEY");
  metrics.add_option("--y", to.y, "Show this key, and X, alone; may be repeated")
      ->type_name("KEY")
      ->allow_extra_args(false);
  metrics
      .add_option_function<std::string>(
          "--stream", [&to](const std::string& text) { to.stream = to_stream(text); }, "Only of stdout, or of stderr")
      ->type_name("STREAM");
  metrics
      .add_option_function<std::string>(
          "--since", [&to](const std::string& text) { to.since = to_since(text); },
          "Entries from then on: 90s, 10m, 2h, 1d, or 2026-11-22 03:04")
      ->type_name("TIME");
  metrics
      .add_option_function<std::vector<std::string>>(
          "--between",
          [&to](const std::vector<std::string>& times) { std::tie(to.since, to.until) = to_period(times); },
          "Entries from one time until another: 3h 2h, or 2026-11-22T03:04 2026-11-22T05:00")
      ->type_name("TIME TIME")
      ->type_size(2)
      ->expected(1)
      ->excludes(metrics.get_option("--since"));
  metrics.add_flag("--merge", to.merge, "All ranks of the jobs that the runs belong to");
  metrics
      .add_option_function<std::string>(
          "--limit", [&to](const std::string& text) { to.limit = to_count(text); }, "Only the N newest entries")
      ->type_name("N");
}

void add_looks(CLI::App& metrics, MetricsOptions& to) {
  metrics.add_flag("--all", to.all, "Table: every column, however wide that is");
  metrics.add_flag("--raw", to.raw, "CSV: control characters as they are");
  auto* over_time = metrics.add_flag("--over-time", to.over_time, "Plot: over time, whatever X there is");
  over_time->excludes(metrics.get_option("--x"));
  metrics.add_flag("--log-y", to.log_y, "Plot: a logarithmic scale");
  metrics.add_flag("--ascii", to.ascii, "ASCII alone; so it is, too, where the locale has no UTF-8");
  metrics
      .add_option_function<std::string>(
          "--width", [&to](const std::string& text) { to.width = to_count(text); },
          "Columns to fit into; the terminal's if left out")
      ->type_name("N");
}

}  // namespace

void add_metrics(CLI::App& app, MetricsOptions& options) {
  CLI::App* metrics =
      app.add_subcommand("metrics", "Show the numbers that a job printed as JSON: as a table, plotted, for others");
  metrics->fallthrough();
  metrics->footer(kFooter);
  metrics
      ->add_option_function<std::string>(
          "--format", [&options](const std::string& text) { options.format = to_format(text); },
          "table (the default), csv, jsonl or plot")
      ->type_name("FORMAT");
  add_selection(*metrics, options);
  add_reading(*metrics, options.reading);
  add_whose(*metrics, options.reading);
  add_looks(*metrics, options);
  metrics->final_callback([&options] { check(options); });
}

}  // namespace logwrap
