// Canvas: cells of a screen, and the dots in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace logwrap::plot {

enum class Cells {
  Braille,  ///< 2 x 4 dots a cell; series can be told apart by their colours only
  Markers,  ///< one dot a cell, a character for each series, ASCII
};

struct Dot {
  int x = 0;  ///< from the left
  int y = 0;  ///< from the top
  bool operator==(const Dot&) const = default;
};

class Canvas {
 public:
  static constexpr std::size_t kMaxSeries = 8;  ///< that can be told apart

  Canvas(std::size_t columns, std::size_t rows, Cells cells);

  /// The dots there are: those of a Dot are below these.
  [[nodiscard]] int width() const;
  [[nodiscard]] int height() const;

  /// `series` is below kMaxSeries. A cell belongs to the series that was last drawn in it.
  void line(Dot from, Dot to, std::size_t series);
  /// A dot that nothing leads to or from: so large that it is seen.
  void point(Dot at, std::size_t series);

  [[nodiscard]] bool is_empty(std::size_t column, std::size_t row) const { return at(column, row).dots == 0; }
  [[nodiscard]] std::size_t series(std::size_t column, std::size_t row) const { return at(column, row).series; }
  /// What stands in the cell, a blank where nothing does.
  [[nodiscard]] std::string glyph(std::size_t column, std::size_t row) const;

 private:
  struct Cell {
    std::uint8_t dots = 0;  // as in U+2800 + dots
    std::uint8_t series = 0;
  };

  [[nodiscard]] const Cell& at(std::size_t column, std::size_t row) const { return cells_[row * columns_ + column]; }
  void set(Dot dot, std::size_t series);

  std::size_t columns_;
  std::size_t rows_;
  Cells kind_;
  std::vector<Cell> cells_;
};

/// The character that stands for a series among Cells::Markers.
[[nodiscard]] char marker(std::size_t series);

}  // namespace logwrap::plot
