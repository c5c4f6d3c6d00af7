// Charts against the pictures in tests/unit/plot/golden. LOGWRAP_DRAW_GOLDEN=1 draws these anew, to be looked at.
#include "lib/plot/chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "lib/terminal/text_columns.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap::plot;

namespace {

struct Golden {
  const char* name;
  ChartTexts texts;
  Values x_values;
  Heading heading;
  Scale y_scale;
  std::size_t rows;
  double (*y)(std::size_t series, double x);  // NaN is a gap
  std::vector<double> x;
};

std::vector<double> up_to(int last, double step = 1) {
  std::vector<double> all;
  for (int i = 1; i <= last; ++i) all.push_back(i * step);
  return all;
}

double loss(std::size_t series, double x) {
  if (series == 0 && x > 40 && x < 50) return std::nan("");
  return series == 0 ? 7.2 * std::exp(-x / 22) : 5 * std::exp(-x / 40) + 0.1 * (1 + std::sin(x));
}
double few(std::size_t, double x) {
  return x == 3 ? std::nan("") : 2.5 / x;
}
double rough(std::size_t, double x) {
  return std::fmod(x * 7919, 101) * 1e-7;
}

const std::vector<Golden> kCharts = {
    {"one", {"loss", "epoch", {"loss"}}, Values::Integers, Heading::Right, Scale::Linear, 14, loss, up_to(100)},
    {"two",
     {"", "epoch", {"loss", "validation loss"}},
     Values::Integers,
     Heading::Right,
     Scale::Linear,
     14,
     loss,
     up_to(100)},
    {"logarithmic", {"loss", "epoch", {"loss"}}, Values::Integers, Heading::Right, Scale::Log, 14, loss, up_to(100)},
    {"few", {"loss", "epoch", {"loss"}}, Values::Integers, Heading::Right, Scale::Linear, 8, few, up_to(5)},
    {"one_point", {"学习率", "", {"学习率"}}, Values::Integers, Heading::Right, Scale::Linear, 8, few, {7}},
    {"no_order",
     {"noise", "time since the start (min)", {"noise"}},
     Values::Numbers,
     Heading::Nowhere,
     Scale::Linear,
     10,
     rough,
     up_to(150, 0.1)},
};

std::string drawn(const Golden& golden, std::size_t width, Glyphs glyphs, Colour colour = Colour::Off) {
  ChartExtents extents;
  extents.x_values = golden.x_values;
  extents.heading = golden.heading;
  for (const double x : golden.x) {
    extents.x.add(x);
    for (std::size_t i = 0; i < golden.texts.series.size(); ++i) {
      if (!std::isnan(golden.y(i, x))) extents.y.add(golden.y(i, x));
    }
  }
  Chart chart(golden.texts, extents, {width, golden.rows, glyphs, colour, golden.y_scale});
  for (const double x : golden.x) {
    for (std::size_t i = 0; i < golden.texts.series.size(); ++i) {
      const double y = golden.y(i, x);
      std::isnan(y) ? chart.gap(i) : chart.point(i, x, y);
    }
  }
  return chart.text();
}

std::string golden_file(const std::string& name, const std::string& text) {
  const std::string path = std::string(LOGWRAP_SOURCE_DIR) + "/tests/unit/plot/golden/" + name + ".txt";
  if (std::getenv("LOGWRAP_DRAW_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream in(path);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines(text);
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, logwrap::terminal::columns_of(line));
  return widest;
}

/// `text` without what sets colours.
std::string uncoloured(std::string text) {
  for (std::size_t at = 0; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) + 1 - at);
  return text;
}

}  // namespace

TEST_CASE("charts look as they should at 60 and 200 columns, in UTF-8 and ASCII", "[chart]") {
  for (const Golden& golden : kCharts) {
    for (const std::size_t width : {60U, 200U}) {
      for (const Glyphs glyphs : {Glyphs::Utf8, Glyphs::Ascii}) {
        const std::string kind = glyphs == Glyphs::Utf8 ? "utf8" : "ascii";
        const std::string name = std::string(golden.name) + "_" + std::to_string(width) + "_" + kind;
        const std::string text = drawn(golden, width, glyphs);
        INFO(name << "\n" << text);
        CHECK(golden_file(name, text) == text);
        CHECK(widest_line(text) == width);
      }
    }
  }
}

TEST_CASE("in ASCII nothing else is drawn", "[chart]") {
  for (const Golden& golden : kCharts) {
    const std::string text = drawn(golden, 60, Glyphs::Ascii);
    const std::string axes_and_dots = text.substr(text.find('\n'));  // the title is somebody else's
    CHECK(axes_and_dots.find_first_not_of("\n -./0123456789*+|abcdefghijklmnopqrstuvwxyz()") == std::string::npos);
  }
}

TEST_CASE("colours tell series apart where there are some, each ended in its line", "[chart]") {
  const std::string plain = drawn(kCharts[0], 60, Glyphs::Utf8);
  const std::string one = drawn(kCharts[0], 60, Glyphs::Utf8, Colour::On);
  CHECK(one.find("\x1b[36m") != std::string::npos);
  CHECK(uncoloured(one) == plain);
  std::istringstream two(drawn(kCharts[1], 60, Glyphs::Utf8, Colour::On));
  std::string legend;
  REQUIRE(std::getline(two, legend));
  CHECK(legend == "\x1b[36m━━\x1b[0m loss   \x1b[33m━━\x1b[0m validation loss");
  for (std::string line; std::getline(two, line);) {
    const std::size_t last = line.rfind('\x1b');
    CHECK((last == std::string::npos || line.compare(last, 4, "\x1b[0m") == 0));
  }
}

TEST_CASE("a step against the heading is not joined", "[chart]") {
  const ChartExtents extents{{0, 10}, {0, 10}, Values::Integers, Heading::Right};
  const auto picture = [&extents](Heading heading, const std::vector<double>& xs) {
    ChartExtents with = extents;
    with.heading = heading;
    Chart chart({"", "", {"y"}}, with, {40, 6, Glyphs::Ascii, Colour::Off, Scale::Linear});
    for (const double x : xs) chart.point(0, x, x);
    const std::string text = chart.text();
    return std::count(text.begin(), text.end(), '*');
  };
  CHECK(picture(Heading::Right, {0, 10}) > 10);
  CHECK(picture(Heading::Right, {10, 0}) == 2);
  CHECK(picture(Heading::Left, {10, 0}) > 10);
  CHECK(picture(Heading::Nowhere, {0, 10}) == 2);
}

TEST_CASE("a legend takes as many lines as it needs, and long names are cut", "[chart]") {
  const ChartExtents extents{{0, 10}, {0, 10}, Values::Integers, Heading::Right};
  Chart chart({"", "", {"first", std::string(50, 'n'), "third"}}, extents,
              {40, 4, Glyphs::Ascii, Colour::Off, Scale::Linear});
  const std::string text = chart.text();
  CHECK(text.starts_with("* first\n+ " + std::string(35, 'n') + "...\nx third\n"));
  CHECK(widest_line(text) == 40);
}
