#include "lib/plot/canvas.hpp"

#include <array>
#include <cstdlib>
#include <string_view>

#include "lib/base/utf8.hpp"

namespace logwrap::plot {

namespace {

constexpr int kDotsAcross = 2;
constexpr int kDotsDown = 4;
constexpr std::string_view kMarkers = "*+xo#@%&";
static_assert(kMarkers.size() == Canvas::kMaxSeries);

/// Unicode numbers the dots of a braille cell as 1 4 / 2 5 / 3 6 / 7 8, and dot n is bit n - 1.
constexpr std::array<std::array<std::uint8_t, kDotsAcross>, kDotsDown> kDotBits = {
    {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}};

}  // namespace

char marker(std::size_t series) {
  return kMarkers[series % kMarkers.size()];
}

Canvas::Canvas(std::size_t columns, std::size_t rows, Cells cells)
    : columns_(columns), rows_(rows), kind_(cells), cells_(columns * rows) {}

int Canvas::width() const {
  return static_cast<int>(columns_) * (kind_ == Cells::Braille ? kDotsAcross : 1);
}

int Canvas::height() const {
  return static_cast<int>(rows_) * (kind_ == Cells::Braille ? kDotsDown : 1);
}

void Canvas::set(Dot dot, std::size_t series) {
  if (dot.x < 0 || dot.y < 0 || dot.x >= width() || dot.y >= height()) return;
  const bool braille = kind_ == Cells::Braille;
  const auto column = static_cast<std::size_t>(braille ? dot.x / kDotsAcross : dot.x);
  const auto row = static_cast<std::size_t>(braille ? dot.y / kDotsDown : dot.y);
  const auto across = static_cast<std::size_t>(braille ? dot.x % kDotsAcross : 0);
  const auto down = static_cast<std::size_t>(braille ? dot.y % kDotsDown : 0);
  Cell& cell = cells_[row * columns_ + column];
  cell.dots |= kDotBits.at(down).at(across);
  cell.series = static_cast<std::uint8_t>(series);
}

/// Bresenham's line.
void Canvas::line(Dot from, Dot to, std::size_t series) {
  const int across = std::abs(to.x - from.x);
  const int down = std::abs(to.y - from.y);
  const int step_x = from.x < to.x ? 1 : -1;
  const int step_y = from.y < to.y ? 1 : -1;
  int error = across - down;
  set(from, series);
  while (from != to) {
    const int twice = 2 * error;
    if (twice > -down) {
      error -= down;
      from.x += step_x;
    }
    if (twice < across) {
      error += across;
      from.y += step_y;
    }
    set(from, series);
  }
}

void Canvas::point(Dot at, std::size_t series) {
  set(at, series);
  if (kind_ == Cells::Markers) return;
  const Dot beside{at.x ^ 1, at.y ^ 1};  // within the same cell
  set({beside.x, at.y}, series);
  set({at.x, beside.y}, series);
  set(beside, series);
}

std::string Canvas::glyph(std::size_t column, std::size_t row) const {
  const Cell& cell = at(column, row);
  if (cell.dots == 0) return " ";
  if (kind_ == Cells::Markers) return {marker(cell.series)};
  std::string braille;
  constexpr char32_t kBlank = 0x2800;
  append_utf8(braille, kBlank + cell.dots);
  return braille;
}

}  // namespace logwrap::plot
