// Chart: series of numbers drawn over one X axis, as text for a terminal.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/plot/axis.hpp"
#include "lib/plot/canvas.hpp"

namespace logwrap::plot {

enum class Glyphs { Utf8, Ascii };
enum class Colour { On, Off };
/// Which way a series goes from a point to the next one. A step against it is not joined; Nowhere joins none.
enum class Heading { Right, Left, Nowhere };

struct ChartStyle {
  std::size_t width = 80;  ///< columns of all; below 30 is as 30, above 10,000 as that
  std::size_t rows = 16;   ///< of the part between the axes; at least 2
  Glyphs glyphs = Glyphs::Utf8;
  Colour colour = Colour::Off;
  Scale y_scale = Scale::Linear;
};

/// All are printable.
struct ChartTexts {
  std::string title;
  std::string x_title;
  std::vector<std::string> series;  ///< at least one, at most Canvas::kMaxSeries
};

/// Of all that is going to be drawn; not empty, and above 0 where the scale is logarithmic.
struct ChartExtents {
  Extent x;
  Extent y;
  Values x_values = Values::Numbers;
  Heading heading = Heading::Right;
};

/// Draws while it is fed, so that its room does not depend on how many points there are.
class Chart {
 public:
  Chart(ChartTexts texts, const ChartExtents& extents, const ChartStyle& style);

  /// Joined with the series' last point by a line, unless there is a gap between them or it goes against the heading.
  void point(std::size_t series, double x, double y);
  void gap(std::size_t series);

  /// All of it, each line with its line feed; to be called once, when all is drawn.
  [[nodiscard]] std::string text();

 private:
  struct Pen {
    std::optional<Dot> at;
    double x = 0;
    bool joined = false;
  };

  [[nodiscard]] bool goes_on(const Pen& pen, double x) const;
  void lift(std::size_t series);
  [[nodiscard]] std::string legend() const;
  [[nodiscard]] std::string legend_mark(std::size_t series) const;
  [[nodiscard]] std::string row(std::size_t row) const;
  [[nodiscard]] std::string x_axis() const;
  [[nodiscard]] std::string coloured(std::size_t series, const std::string& text) const;
  [[nodiscard]] std::size_t column_of(const Tick& tick) const;
  [[nodiscard]] std::size_t row_of(const Tick& tick) const;

  ChartTexts texts_;
  ChartStyle style_;
  Heading heading_;
  Cells cells_;
  Axis y_;
  std::size_t label_width_;
  std::size_t columns_;
  Axis x_;
  Canvas canvas_;
  std::vector<Pen> pens_;  // one for each series
};

}  // namespace logwrap::plot
