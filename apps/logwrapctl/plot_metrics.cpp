#include "apps/logwrapctl/plot_metrics.hpp"

#include <algorithm>

#include "apps/logwrapctl/option_values.hpp"
#include "apps/logwrapctl/output.hpp"
#include "apps/logwrapctl/screen.hpp"
#include "lib/query/metrics_plot.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kWidth = 80;  // where there is no terminal

/// When each run started; where that is not known, its first entry.
std::vector<UnixNanos> starts_of(MetricsView& view) {
  std::vector<UnixNanos> starts;
  for (const MetricsRun& run : view.runs()) starts.push_back(run.start.value_or(0));
  if (std::find(starts.begin(), starts.end(), 0) == starts.end()) return starts;
  view.each([&starts](const MetricsEntry& entry) {
    if (starts[entry.run] == 0) starts[entry.run] = entry.record.ts;
  });
  return starts;
}

MetricsMeasure measured(MetricsView& view, const MetricsOptions& options, std::optional<std::string> x) {
  if (options.over_time) x.reset();
  std::vector<std::string> keys = options.y;
  if (keys.empty()) {
    for (const MetricsSurvey::Key& key : view.survey().keys()) {
      if (key.has_numbers && key.name != x) keys.push_back(key.name);
    }
  }
  // Where there is nothing but X itself, that is plotted over the time.
  if (keys.empty() && x) keys.push_back(*x);
  const bool only_x = std::all_of(keys.begin(), keys.end(), [&x](const std::string& key) { return key == x; });
  if (only_x && !options.x) x.reset();
  std::vector<UnixNanos> starts = x ? std::vector<UnixNanos>() : starts_of(view);
  MetricsMeasure measure(PlotX(x, std::move(starts)), std::move(keys),
                         options.log_y ? plot::Scale::Log : plot::Scale::Linear);
  view.each([&measure](const MetricsEntry& entry) { measure.add(entry); });
  return measure;
}

MetricsPlotOptions looks_of(const MetricsView& view, const MetricsOptions& options) {
  using Charts = MetricsPlotOptions::Charts;
  MetricsPlotOptions looks;
  looks.charts = options.y.empty() ? Charts::OneForEach : Charts::OneForAll;
  looks.run_ids = names_of(view.runs());
  const std::size_t screen = terminal_width();
  looks.width = options.width.value_or(screen > 0 ? screen : kWidth);
  looks.glyphs = options.ascii || !locale_is_utf8() ? plot::Glyphs::Ascii : plot::Glyphs::Utf8;
  looks.colour = wants_colour() ? plot::Colour::On : plot::Colour::Off;
  return looks;
}

/// Why there is nothing to draw.
std::string why_empty(const MetricsMeasure& measure) {
  std::uint64_t not_positive = 0;
  std::uint64_t not_finite = 0;
  for (std::size_t i = 0; i < measure.names().size(); ++i) {
    not_positive += measure.key(i).not_positive;
    not_finite += measure.key(i).not_finite;
  }
  if (not_positive > 0) return "no number is above 0, as a logarithmic scale needs it";
  if (not_finite > 0) return "all numbers are NaN, infinite or null";
  const std::optional<std::string>& over = measure.x().key();
  return "no entry has a number" + (over ? " beside " + quoted(*over) : "");
}

}  // namespace

int plot_metrics(MetricsView& view, const MetricsOptions& options, const std::optional<std::string>& x) {
  const MetricsMeasure measure = measured(view, options, x);
  MetricsPlot plot(measure, looks_of(view, options));
  if (plot.empty()) {
    complain("nothing can be plotted: " + why_empty(measure));
    return kExitFailed;
  }
  view.each([&plot](const MetricsEntry& entry) { plot.draw(entry); });
  Output output;
  output.write(plot.text());
  const int status = output.finish();
  if (!plot.left_out().empty())
    complain("not plotted: " + listed(plot.left_out()) + "; --y KEY plots those that you name");
  return status;
}

}  // namespace logwrap
