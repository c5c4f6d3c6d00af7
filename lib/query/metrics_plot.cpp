#include "lib/query/metrics_plot.hpp"

#include <algorithm>
#include <numeric>

#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

/// The largest unit of time of which there are some.
struct TimeUnit {
  double seconds;
  const char* name;
};
TimeUnit time_unit(double longest) {
  constexpr double kMinute = 60;
  constexpr double kHour = 60 * kMinute;
  constexpr double kDay = 24 * kHour;
  constexpr double kSome = 3;
  if (longest < kSome * kMinute) return {1, "s"};
  if (longest < kSome * kHour) return {kMinute, "min"};
  return longest < kSome * kDay ? TimeUnit{kHour, "h"} : TimeUnit{kDay, "days"};
}

std::size_t rows_of(std::size_t width, std::size_t charts) {
  return charts > 1 ? 9 : std::clamp<std::size_t>(width / 5, 12, 20);
}

std::string shown(const std::string& key) {
  return printable(key, Tabs::Escape);
}

/// "3 values are", "1 value is"
std::string values_are(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " value is " : " values are ");
}

}  // namespace

MetricsPlot::MetricsPlot(const MetricsMeasure& measure, const MetricsPlotOptions& options)
    : measure_(measure), options_(options) {
  std::vector<std::size_t> keys;
  for (std::size_t i = 0; i < measure.names().size(); ++i) {
    if (measure.key(i).points > 0) keys.push_back(i);
  }
  if (keys.empty()) return;
  choose_x_unit();
  if (options.charts == MetricsPlotOptions::Charts::OneForAll) {
    std::vector<std::size_t> all(measure.names().size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    add_panel(all, rows_of(options.width, 1));
    return;
  }
  const std::size_t charts = std::min(keys.size(), kMaxCharts);
  for (std::size_t i = 0; i < charts; ++i) add_panel({keys[i]}, rows_of(options.width, charts));
  for (std::size_t i = charts; i < keys.size(); ++i) left_out_.push_back(measure.names()[keys[i]]);
}

void MetricsPlot::choose_x_unit() {
  if (measure_.x().key()) return;
  double longest = 0;
  for (std::size_t i = 0; i < measure_.names().size(); ++i) longest = std::max(longest, measure_.key(i).x.high);
  const TimeUnit unit = time_unit(longest);
  x_unit_ = unit.seconds;
  x_unit_name_ = unit.name;
}

void MetricsPlot::add_panel(const std::vector<std::size_t>& keys, std::size_t rows) {
  std::vector<SeriesName> series;
  std::size_t left_out = 0;
  for (const std::size_t key : keys) {
    Place& place = places_[measure_.names()[key]];
    place.panel = panels_.size();
    for (const std::size_t run : measure_.key(key).runs) {
      if (series.size() == plot::Canvas::kMaxSeries) {
        ++left_out;
        continue;
      }
      place.series.emplace(run, series.size());
      series.push_back({key, run});
    }
  }
  const plot::ChartStyle style{options_.width, rows, options_.glyphs, options_.colour, measure_.scale()};
  panels_.push_back({plot::Chart(texts(series), extents(keys), style), keys, left_out});
}

/// The title says what all series have in common, the legend what tells them apart.
plot::ChartTexts MetricsPlot::texts(const std::vector<SeriesName>& series) const {
  const auto differ = [&series](std::size_t SeriesName::*part) {
    return std::any_of(series.begin(), series.end(),
                       [&](const SeriesName& one) { return one.*part != series.front().*part; });
  };
  const bool several_keys = differ(&SeriesName::key);
  const bool several_runs = differ(&SeriesName::run);
  plot::ChartTexts texts{several_keys ? "" : shown(measure_.names()[series.front().key]), x_title(), {}};
  for (const SeriesName& one : series) {
    std::string& name = texts.series.emplace_back();
    if (several_keys) name += shown(measure_.names()[one.key]);
    if (several_keys && several_runs) name += ' ';
    if (several_runs) name += options_.run_ids.at(one.run);
  }
  return texts;
}

plot::ChartExtents MetricsPlot::extents(const std::vector<std::size_t>& keys) const {
  plot::ChartExtents extents;
  for (const std::size_t index : keys) {
    const MetricsMeasure::Key& key = measure_.key(index);
    if (key.points == 0) continue;
    extents.x.add(key.x.low / x_unit_);
    extents.x.add(key.x.high / x_unit_);
    extents.y.add(key.y.low);
    extents.y.add(key.y.high);
  }
  extents.x_values = measure_.x().key() && measure_.integers() ? plot::Values::Integers : plot::Values::Numbers;
  extents.heading = measure_.heading();
  return extents;
}

std::string MetricsPlot::x_title() const {
  if (measure_.x().key()) return shown(*measure_.x().key());
  const std::string whose = options_.run_ids.size() > 1 ? "each run's" : "the run's";
  return "time since " + whose + " start (" + x_unit_name_ + ")";
}

void MetricsPlot::draw(const MetricsEntry& entry) {
  const std::optional<PlotX::Value> x = measure_.x().of(entry);
  if (!x) return;
  for (const MetadataField& field : entry.metadata.fields) {
    const auto place = places_.find(field.key);
    if (place == places_.end()) continue;
    const auto series = place->second.series.find(entry.run);
    if (series == place->second.series.end()) continue;
    plot::Chart& chart = panels_[place->second.panel].chart;
    switch (plot_value(field, measure_.scale())) {
      case PlotValue::Nothing:
        break;
      case PlotValue::Gap:
        chart.gap(series->second);
        break;
      case PlotValue::Number:
        chart.point(series->second, x->number / x_unit_, static_cast<double>(field.number->value));
        break;
    }
  }
}

std::string MetricsPlot::text() {
  std::string out;
  for (Panel& panel : panels_) out += (out.empty() ? "" : "\n") + panel.chart.text() + notes(panel);
  if (options_.charts == MetricsPlotOptions::Charts::OneForAll) return out;  // its notes are on every key
  for (std::size_t i = 0; i < measure_.names().size(); ++i) {
    if (measure_.key(i).points == 0) out += notes_of(i);
  }
  return out;
}

std::string MetricsPlot::notes(const Panel& panel) const {
  std::string out;
  for (const std::size_t key : panel.keys) out += notes_of(key);
  if (panel.series_left_out > 0) {
    out += "only the first " + std::to_string(plot::Canvas::kMaxSeries) + " series are drawn, " +
           std::to_string(panel.series_left_out) + " more are not\n";
  }
  return out;
}

std::string MetricsPlot::notes_of(std::size_t index) const {
  const MetricsMeasure::Key& key = measure_.key(index);
  const std::string name = shown(measure_.names()[index]) + ": ";
  std::string out;
  if (key.not_finite > 0) out += name + values_are(key.not_finite) + "NaN, infinite or null (gaps)\n";
  if (key.not_positive > 0) {
    out += name + values_are(key.not_positive) + "not above 0, and so not on a logarithmic scale (gaps)\n";
  }
  if (key.without_x > 0) {
    out += name + values_are(key.without_x) + "in entries without " + shown(*measure_.x().key()) + " (not drawn)\n";
  }
  return out;
}

}  // namespace logwrap
