#include "lib/plot/axis.hpp"

#include <cmath>
#include <random>

#include "lib/plot/round_step.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap::plot;

namespace {

std::string labels(const Axis& axis) {
  std::string all;
  for (const Tick& tick : axis.ticks()) all += (all.empty() ? "" : " ") + tick.label;
  return all;
}

std::string vertical(double low, double high, std::size_t rows = 16) {
  return labels(Axis::vertical({low, high}, rows, Scale::Linear));
}

std::string logarithmic(double low, double high, std::size_t rows = 16) {
  return labels(Axis::vertical({low, high}, rows, Scale::Log));
}

std::string horizontal(double low, double high, std::size_t columns = 60, Values values = Values::Numbers) {
  return labels(Axis::horizontal({low, high}, columns, values));
}

}  // namespace

TEST_CASE("a vertical axis ends at round numbers around the values", "[axis]") {
  CHECK(vertical(0.08, 7.2) == "0 2 4 6 8");
  CHECK(vertical(0, 1) == "0.0 0.2 0.4 0.6 0.8 1.0");
  CHECK(vertical(-0.3, 0.4) == "-0.4 -0.2 0.0 0.2 0.4");
  CHECK(vertical(0.91234, 0.91291) == "0.9123 0.9124 0.9125 0.9126 0.9127 0.9128 0.9129 0.9130");
  CHECK(vertical(3, 3) == "2.7 2.8 2.9 3.0 3.1 3.2 3.3");
  CHECK(vertical(0, 0) == "-1.0 -0.5 0.0 0.5 1.0");
  CHECK(vertical(0.08, 7.2, 4) == "0 10");
  CHECK(vertical(0.08, 7.2, 9) == "0 2 4 6 8");  // with 0 5 10 much of it would be blank
}

TEST_CASE("large and small numbers keep their labels short", "[axis]") {
  CHECK(vertical(1000, 5400) == "1000 2000 3000 4000 5000 6000");
  CHECK(vertical(0, 151'100) == "0 50k 100k 150k 200k");
  CHECK(vertical(151'100, 151'110) == "151100 151102 151104 151106 151108 151110");
  CHECK(vertical(0, 789773523480.1762) == "0 200G 400G 600G 800G");
  CHECK(vertical(2.2e6, 3.1e6) == "2.2M 2.4M 2.6M 2.8M 3.0M 3.2M");
  CHECK(vertical(0, 5e-5) == "0 1e-5 2e-5 3e-5 4e-5 5e-5");
  CHECK(vertical(9.5e-5, 10.5e-5) == "9.4e-5 9.6e-5 9.8e-5 1.00e-4 1.02e-4 1.04e-4 1.06e-4");
  CHECK(vertical(0, 4e20) == "0 1e20 2e20 3e20 4e20");
  CHECK(vertical(-1.7e308, 1.7e308) == "-1.0e300 -5e299 0 5e299 1.0e300");
  CHECK(vertical(5e-324, 5e-324) == "-1.0 -0.5 0.0 0.5 1.0");
  CHECK(vertical(1e-300, 1.00000000001e-300) == "-1.0 -0.5 0.0 0.5 1.0");
}

TEST_CASE("a logarithmic axis has ticks at 1, 2 and 5, or at powers of ten where these are too many", "[axis]") {
  CHECK(logarithmic(0.08, 7.2) == "0.05 0.1 0.2 0.5 1 2 5 10");
  CHECK(logarithmic(1e-6, 1) == "1e-6 1e-5 0.0001 0.001 0.01 0.1 1");
  CHECK(logarithmic(1e-30, 1, 12) == "1e-30 1e-24 1e-18 1e-12 1e-6 1");
  CHECK(logarithmic(1, 1) == "0.5 1 2");
  CHECK(logarithmic(1000, 1000) == "500 1000 2000");
  CHECK(logarithmic(3, 4) == "2 5");
  CHECK(Axis::vertical({1, 100}, 16, Scale::Log).position(10) == Catch::Approx(0.5));
}

TEST_CASE("a horizontal axis ends with its values and has as many ticks as have room", "[axis]") {
  CHECK(horizontal(1, 5, 60, Values::Integers) == "1 2 3 4 5");
  CHECK(horizontal(1, 5, 200, Values::Integers) == "1 2 3 4 5");
  CHECK(horizontal(1, 2, 60) == "1.0 1.2 1.4 1.6 1.8 2.0");
  CHECK(horizontal(1, 100, 60, Values::Integers) == "20 40 60 80 100");
  CHECK(horizontal(1, 100, 20, Values::Integers) == "50 100");
  CHECK(horizontal(1, 1, 60, Values::Integers) == "0 1 2");
  CHECK(horizontal(1.2e18, 1.2e18, 60, Values::Integers) ==
        "1.10e18 1.15e18 1.20e18 1.25e18 1.30e18");  // no double is beside
  CHECK(horizontal(0, 151'100, 60) == "0 50k 100k 150k");
  CHECK(horizontal(0, 151'100, 200, Values::Integers).starts_with("0 10k 20k 30k"));
  CHECK(Axis::horizontal({1, 5}, 60, Values::Integers).ticks().back().position == 1);
}

TEST_CASE("labels of any axis are different, in order, and have room", "[axis][property]") {
  std::mt19937 engine(11);
  std::uniform_real_distribution<double> exponent(-12, 15);
  std::uniform_real_distribution<double> unit(-1, 1);
  for (int i = 0; i < 20000; ++i) {
    const double size = std::pow(10, exponent(engine));
    const double middle = unit(engine) * std::pow(10, exponent(engine));
    const Extent extent{middle - size, middle + size};
    const std::size_t columns = 20 + engine() % 200;
    const std::size_t rows = 4 + engine() % 40;
    const Axis across = Axis::horizontal(extent, columns, engine() % 2 == 0 ? Values::Integers : Values::Numbers);
    const Axis up = Axis::vertical(extent, rows, Scale::Linear);
    CAPTURE(extent.low, extent.high, columns, rows, labels(across), labels(up));
    REQUIRE(up.ticks().size() >= 2);
    REQUIRE(up.ticks().size() <= rows);
    REQUIRE(up.ticks().front().position == 0);
    REQUIRE(up.ticks().back().position == 1);
    std::size_t used = 0;
    for (const Tick& tick : across.ticks()) used += tick.label.size() + 4;
    REQUIRE(used <= columns + 4 + 24);  // half of the first and the last one stand beyond the ends
    for (const Axis* axis : {&across, &up}) {
      for (std::size_t tick = 1; tick < axis->ticks().size(); ++tick) {
        REQUIRE(axis->ticks()[tick].position > axis->ticks()[tick - 1].position);
        REQUIRE(axis->ticks()[tick].label != axis->ticks()[tick - 1].label);
      }
    }
  }
}

TEST_CASE("steps are 1, 2 or 5 times a power of ten", "[axis]") {
  CHECK(RoundStep::at_least(0.3).size() == 0.5);
  CHECK(RoundStep::at_least(1000).size() == 1000);
  CHECK(RoundStep::at_least(5.1).size() == 10);
  CHECK(RoundStep::at_most(0.3).size() == 0.2);
  CHECK(RoundStep::at_most(1000).size() == 1000);
  CHECK(RoundStep::at_most(0.99).size() == 0.5);
  CHECK(RoundStep(1, -1).multiple(3) == 0.3);
  CHECK(RoundStep(5, 0).next().size() == 10);
  CHECK(RoundStep(1, 0).previous().size() == 0.5);
  CHECK(short_number(1e-5) == "1e-5");
  CHECK(short_number(1e100) == "1e100");
  CHECK(short_number(0.05) == "0.05");
}
