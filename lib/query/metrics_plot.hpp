// MetricsPlot: metadata as charts for a terminal.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lib/plot/chart.hpp"
#include "lib/query/metrics_measure.hpp"

namespace logwrap {

struct MetricsPlotOptions {
  enum class Charts { OneForAll, OneForEach };
  Charts charts = Charts::OneForAll;  ///< for the keys that were measured
  std::vector<std::string> run_ids;   ///< by MetricsEntry::run
  std::size_t width = 80;             ///< columns
  plot::Glyphs glyphs = plot::Glyphs::Utf8;
  plot::Colour colour = plot::Colour::Off;
};

/// Draws while entries are read, so that its room does not depend on how many there are.
class MetricsPlot {
 public:
  static constexpr std::size_t kMaxCharts = 4;  ///< of one key each; keys beyond are left out

  /// `measure` has seen all that is going to be drawn, and outlives the plot.
  MetricsPlot(const MetricsMeasure& measure, const MetricsPlotOptions& options);

  [[nodiscard]] bool empty() const { return panels_.empty(); }
  void draw(const MetricsEntry& entry);
  /// The charts, each with notes on what of it is not drawn, and notes on keys of which nothing can be drawn; to be
  /// called once, when all is drawn.
  [[nodiscard]] std::string text();
  /// Keys that could be plotted, but have no chart.
  [[nodiscard]] const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  struct Panel {
    plot::Chart chart;
    std::vector<std::size_t> keys;    // in the measure's names
    std::size_t series_left_out = 0;  // for which there were no more marks
  };
  struct SeriesName {
    std::size_t key = 0;
    std::size_t run = 0;
  };
  /// Where a key's points go.
  struct Place {
    std::size_t panel = 0;
    std::map<std::size_t, std::size_t> series;  // by run
  };

  void choose_x_unit();
  void add_panel(const std::vector<std::size_t>& keys, std::size_t rows);
  [[nodiscard]] plot::ChartTexts texts(const std::vector<SeriesName>& series) const;
  [[nodiscard]] plot::ChartExtents extents(const std::vector<std::size_t>& keys) const;
  [[nodiscard]] std::string x_title() const;
  [[nodiscard]] std::string notes(const Panel& panel) const;
  [[nodiscard]] std::string notes_of(std::size_t index) const;

  const MetricsMeasure& measure_;
  MetricsPlotOptions options_;
  double x_unit_ = 1;  // X is divided by it
  std::string x_unit_name_;
  std::vector<Panel> panels_;
  std::map<std::string, Place, std::less<>> places_;  // by key
  std::vector<std::string> left_out_;
};

}  // namespace logwrap
