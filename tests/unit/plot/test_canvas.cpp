#include "lib/plot/canvas.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap::plot;

namespace {

std::string shown(const Canvas& canvas, std::size_t columns, std::size_t rows) {
  std::string text;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) text += canvas.glyph(column, row);
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a braille cell has two by four dots", "[canvas]") {
  Canvas canvas(2, 2, Cells::Braille);
  CHECK(canvas.width() == 4);
  CHECK(canvas.height() == 8);
  canvas.line({0, 0}, {3, 7}, 0);
  CHECK(shown(canvas, 2, 2) == "⢣ \n ⢣\n");
}

TEST_CASE("lines go the same way in either direction", "[canvas]") {
  Canvas there(3, 1, Cells::Braille);
  Canvas back(3, 1, Cells::Braille);
  there.line({0, 3}, {5, 1}, 0);
  back.line({5, 1}, {0, 3}, 0);
  CHECK(shown(there, 3, 1) == "⣀⠤⠒\n");
  CHECK(shown(back, 3, 1) == shown(there, 3, 1));
}

TEST_CASE("every series has a marker of its own, and the last one drawn has the cell", "[canvas]") {
  Canvas canvas(8, 1, Cells::Markers);
  for (std::size_t series = 0; series < Canvas::kMaxSeries; ++series)
    canvas.line({0, 0}, {7 - static_cast<int>(series), 0}, series);
  CHECK(shown(canvas, 8, 1) == "&%@#ox+*\n");
  CHECK(canvas.series(0, 0) == 7);
}

TEST_CASE("a point alone is larger than a dot, and stays within its cell", "[canvas]") {
  Canvas canvas(2, 1, Cells::Braille);
  canvas.point({1, 3}, 0);
  CHECK(shown(canvas, 2, 1) == "⣤ \n");
}

TEST_CASE("what lies beyond the canvas is not drawn", "[canvas]") {
  Canvas canvas(2, 1, Cells::Markers);
  canvas.line({-3, 0}, {5, 0}, 0);
  canvas.line({0, -2}, {0, 9}, 0);
  CHECK(shown(canvas, 2, 1) == "**\n");
}
