#include "apps/logwrapctl/metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "apps/logwrapctl/option_values.hpp"
#include "apps/logwrapctl/output.hpp"
#include "apps/logwrapctl/plot_metrics.hpp"
#include "apps/logwrapctl/screen.hpp"
#include "lib/base/printer.hpp"
#include "lib/query/metrics_table.hpp"
#include "lib/query/metrics_text.hpp"
#include "lib/query/metrics_view.hpp"
#include "lib/remote/remote_metrics.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kTableEntries = 1000;
constexpr std::size_t kTableBytes = 64UL << 20;

std::string counted(std::uint64_t count, const std::string& one, const std::string& several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

std::optional<Newest::Bounds> bounds_of(const MetricsOptions& options) {
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  if (options.format == MetricsFormat::Table) return Newest::Bounds{options.limit.value_or(kTableEntries), kTableBytes};
  return options.limit ? std::optional(Newest::Bounds{*options.limit, kAny}) : std::nullopt;
}

class Metrics {
 public:
  Metrics(MetricsView view, const MetricsOptions& options) : view_(std::move(view)), options_(options) {
    for (const MetricsRun& run : view_.runs()) ids_.push_back(run.id);
    names_ = names_of(view_.runs());
  }

  int show() {
    if (!has_metadata() || !has_keys()) return kExitFailed;
    if (view_.survey().left_out() > 0) {
      complain(counted(view_.survey().left_out(), "value is", "values are") + " left out: more than " +
               std::to_string(MetricsSurvey::kMaxKeys) + " different keys, or a key that is too long");
    }
    switch (options_.format) {
      case MetricsFormat::Table:
        return table();
      case MetricsFormat::Csv:
        return csv();
      case MetricsFormat::JsonLines:
        return json_lines();
      case MetricsFormat::Plot:
        break;
    }
    return plot_metrics(view_, options_, x());
  }

 private:
  bool has_keys() const {
    std::vector<std::string> asked = options_.y;
    if (options_.x) asked.push_back(*options_.x);
    for (const std::string& key : asked) {
      if (view_.survey().has(key)) continue;
      const std::string nearest = view_.survey().nearest(key);
      complain("no metadata has the key " + quoted(key) +
               (nearest.empty() ? "; there are: " + listed(view_.survey().names())
                                : "; did you mean " + printable(nearest, Tabs::Escape) + "?"));
      return false;
    }
    return true;
  }

  /// The options that leave entries out, as they were given: " with this --stream and --since"; empty where none was.
  [[nodiscard]] std::string narrowed() const {
    const std::string time = options_.until ? "--between" : options_.since ? "--since" : "";
    if (!options_.stream) return time.empty() ? "" : " with this " + time;
    return " with this --stream" + (time.empty() ? "" : " and " + time);
  }

  bool has_metadata() const {
    if (!view_.survey().names().empty() || view_.survey().entries() > 0) return true;
    const std::string whose = ids_.size() == 1 ? "run " + ids_.front() : "these runs";
    complain("of " + whose + " there is no metadata" + narrowed() +
             R"(: a line of the job's that is one JSON object, such as {"epoch": 1, "loss": 0.5}.)"
             " Where a line was nearly one, logwrap logs --events says what it lacks.");
    return false;
  }

  [[nodiscard]] std::optional<std::string> x() const { return options_.x ? options_.x : view_.survey().x(); }

  /// What --x and --y chose; none: everything.
  [[nodiscard]] std::vector<std::string> chosen_keys() const {
    std::vector<std::string> keys;
    if (options_.y.empty()) return keys;
    if (x()) keys.push_back(*x());
    for (const std::string& key : options_.y) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    return keys;
  }

  int table() {
    std::vector<TableEntry> entries;
    view_.each([&entries](const MetricsEntry& entry) {
      entries.push_back({entry.record.ts, entry.run, entry.record.line});
    });
    MetricsTableOptions looks;
    looks.width = options_.all ? 0 : options_.width.value_or(terminal_width());
    looks.x = x();
    looks.keys = options_.y;
    if (ids_.size() > 1) looks.run_ids = names_;
    if (options_.ascii || !locale_is_utf8()) looks.cut_mark = "...";
    MetricsTable table(std::move(entries), looks);
    Output output;
    table.write([&output](std::string_view text) { output.write(text); });
    const int status = output.finish();
    const std::vector<std::string> left_out = table.left_out();
    if (!left_out.empty()) {
      complain(counted(left_out.size(), "column does", "columns do") + " not fit: " + listed(left_out) +
               "; --all shows every one, --y KEY those that you name");
    }
    if (view_.older() > 0) {
      complain(counted(view_.older(), "older entry is", "older entries are") +
               " not shown; --limit N shows more, --format csv all");
    }
    return status;
  }

  int csv() {
    std::vector<std::string> keys = chosen_keys();
    if (keys.empty()) {
      if (options_.x) keys.push_back(*options_.x);
      for (const MetricsSurvey::Key& key : view_.survey().keys()) {
        if (key.name != options_.x) keys.push_back(key.name);
      }
    }
    MetricsCsv format(std::move(keys), options_.raw ? Escapes::Raw : Escapes::Shown);
    Output output;
    output.write(format.heading());
    return write_each(
        output, [&](std::string& text, const MetricsEntry& entry) { format.append(text, ids_[entry.run], entry); });
  }

  int json_lines() {
    const std::vector<std::string> keys = chosen_keys();
    Output output;
    return write_each(output, [&](std::string& text, const MetricsEntry& entry) {
      append_metrics_json(text, ids_[entry.run], entry, keys);
    });
  }

  template <class Append>
  int write_each(Output& output, const Append& append) {
    std::string text;
    view_.each([&](const MetricsEntry& entry) {
      if (!output.open()) return;
      text.clear();
      append(text, entry);
      output.write(text);
    });
    return output.finish();
  }

  MetricsView view_;
  const MetricsOptions& options_;
  std::vector<std::string> ids_;
  std::vector<std::string> names_;
};

/// Says on stderr how far it is, where that is a terminal and it takes its time.
class FetchProgress {
 public:
  void operator()(std::optional<std::uint64_t> entries) {
    constexpr std::uint64_t kLookEvery = 256;  // entries, so that looking costs nothing
    if (!at_terminal_ || (entries && *entries % kLookEvery != 0)) return;
    const Time now = BootClock::now();
    if (entries && now - shown_at_ < std::chrono::milliseconds(200)) return;
    if (entries) {
      std::fprintf(stderr, "\r\x1b[K%llu entries from Loki", static_cast<unsigned long long>(*entries));
      shown_at_ = now;
      shown_ = true;
    } else if (shown_) {
      std::fputs("\r\x1b[K", stderr);
    }
    std::fflush(stderr);
  }

 private:
  bool at_terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
  Time shown_at_ = BootClock::now();
};

struct OpenedMetrics {
  std::unique_ptr<LokiQueries> queries;
  std::unique_ptr<MetricsSource> source;  ///< none: what is wrong was said
  int exit_status = kExitFailed;
};

OpenedMetrics open_metrics(const CommonOptions& common, const MetricsOptions& options) {
  OpenedMetrics opened;
  const MetricsFilter filter{options.stream, options.since, options.until};
  const bool together = options.merge && !options.reading.selection.names_runs();
  const Ranks ranks = together ? Ranks::Together : Ranks::AsNamed;
  if (!options.reading.loki) {
    const OpenedStateDir state = open_for_reading(common);
    opened.exit_status = state.exit_status;
    if (state.exit_status != kExitOk) return opened;
    opened.exit_status = kExitFailed;
    auto runs = find_local_runs(state, options.runs, options.reading.selection, ranks);
    if (runs) opened.source = std::make_unique<JournalMetrics>(*std::move(runs), filter, complain);
    return opened;
  }
  std::optional<RemoteReading> remote = open_loki(common);
  opened.exit_status = remote ? kExitFailed : kExitUsage;
  if (!remote) return opened;
  auto runs = find_remote_runs(*remote, options.runs, options.reading, options.since, ranks);
  if (!runs) return opened;
  opened.queries = std::move(remote->queries);
  opened.source = std::make_unique<RemoteMetrics>(*opened.queries, *std::move(runs), filter, remote->ground.now,
                                                  complain, FetchProgress());
  return opened;
}

}  // namespace

int metrics(const CommonOptions& common, const MetricsOptions& options) {
  OpenedMetrics opened = open_metrics(common, options);
  if (!opened.source) return opened.exit_status;
  MetricsView view(std::move(opened.source), options.y, bounds_of(options));
  if (!view.whole()) return kExitFailed;
  return Metrics(std::move(view), options).show();
}

}  // namespace logwrap
