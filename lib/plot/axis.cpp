#include "lib/plot/axis.hpp"

#include <algorithm>
#include <cmath>

#include "lib/plot/round_step.hpp"

namespace logwrap::plot {

namespace {

constexpr double kRowsBetweenTicks = 3;
constexpr double kMinRowsBetweenTicks = 2;
constexpr std::size_t kBlanksBetweenLabels = 4;
/// Beyond these, sums, steps and powers of ten would leave the range of a double.
constexpr double kLargest = 1e300;
constexpr double kSmallest = 1e-290;
constexpr double kResolved = 1e-12;

double largest_of(const Extent& extent) {
  return std::max(std::abs(extent.low), std::abs(extent.high));
}

/// With room around a single number, and a width that a double resolves.
Extent widened(Extent extent) {
  extent.low = std::clamp(extent.low, -kLargest, kLargest);
  extent.high = std::clamp(extent.high, -kLargest, kLargest);
  const double largest = largest_of(extent);
  if (largest < kSmallest) return {-1, 1};
  if (extent.high - extent.low > largest * kResolved) return extent;
  return {extent.low - largest / 10, extent.high + largest / 10};
}

/// The extent, widened to multiples of a step.
struct Ends {
  std::int64_t first;
  std::int64_t last;
  Ends(const Extent& extent, const RoundStep& step)
      : first(step.times_below(extent.low)), last(step.times_above(extent.high)) {}
  [[nodiscard]] double steps() const { return static_cast<double>(last - first); }
};

/// About three rows; somewhat less where else much of the axis would be beyond the values.
RoundStep vertical_step(const Extent& extent, std::size_t rows) {
  const double range = extent.high - extent.low;
  const auto gaps = static_cast<double>(rows - 1);
  const RoundStep step = RoundStep::at_least(range / std::max(std::floor(gaps / kRowsBetweenTicks), 1.0));
  const RoundStep finer = step.previous();
  const bool much_beyond = range < 0.75 * Ends(extent, step).steps() * step.size();
  return much_beyond && Ends(extent, finer).steps() * kMinRowsBetweenTicks <= gaps ? finer : step;
}

/// Whether labels of these ticks, centred on them, have room between each other.
bool have_room(const std::vector<Tick>& ticks, std::size_t columns) {
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    const double distance = (ticks[i].position - ticks[i - 1].position) * static_cast<double>(columns - 1);
    const double labels = static_cast<double>(ticks[i].label.size() + ticks[i - 1].label.size()) / 2;
    if (distance < labels + static_cast<double>(kBlanksBetweenLabels)) return false;
  }
  return true;
}

}  // namespace

void Extent::add(double value) {
  low = std::min(low, value);
  high = std::max(high, value);
}

double Axis::position(double value) const {
  const double on_scale = scale_ == Scale::Log ? std::log10(value) : value;
  return std::clamp((on_scale - shown_.low) / (shown_.high - shown_.low), 0.0, 1.0);
}

Axis Axis::vertical(Extent extent, std::size_t rows, Scale scale) {
  if (scale == Scale::Log) return logarithmic(extent, rows);
  extent = widened(extent);
  const RoundStep step = vertical_step(extent, rows);
  const Ends ends(extent, step);
  const Extent shown{step.multiple(ends.first), step.multiple(ends.last)};
  Axis axis(shown, Scale::Linear);
  for (std::int64_t times = ends.first; times <= ends.last; ++times)
    axis.add_tick(step.multiple(times), step.label(times, largest_of(shown)));
  return axis;
}

/// Ends at 1, 2 or 5 times a power of ten; ticks there, or where that were too many at powers of ten.
Axis Axis::logarithmic(Extent extent, std::size_t rows) {
  extent.low = RoundStep::at_most(std::clamp(extent.low, kSmallest, kLargest)).size();
  extent.high = RoundStep::at_least(std::clamp(extent.high, kSmallest, kLargest)).size();
  if (extent.high <= extent.low) extent = {extent.low / 2, extent.high * 2};
  const Extent shown{std::log10(extent.low), std::log10(extent.high)};
  Axis axis(shown, Scale::Log);
  const double decades = shown.high - shown.low;
  const double most = static_cast<double>(rows - 1) / 2;  // labels on every other row at most
  const bool only_decades = decades * 3 > most;
  const int every = std::max(1, static_cast<int>(std::ceil(decades / most)));
  const int lowest = static_cast<int>(std::floor(shown.low + 1e-9));
  for (int decade = lowest; decade <= static_cast<int>(std::ceil(shown.high)); ++decade) {
    if ((decade - lowest) % every != 0) continue;
    for (const int mantissa : {1, 2, 5}) {
      const double value = RoundStep(mantissa, decade).size();
      const bool within = value >= extent.low * (1 - 1e-6) && value <= extent.high * (1 + 1e-6);
      if (within && (mantissa == 1 || !only_decades)) axis.add_tick(value, short_number(value));
    }
  }
  return axis;
}

Axis Axis::horizontal(Extent extent, std::size_t columns, Values values) {
  const bool one_integer = extent.high <= extent.low && values == Values::Integers;
  const bool has_neighbours = largest_of(extent) * kResolved < 1;
  extent = one_integer && has_neighbours ? Extent{extent.low - 1, extent.high + 1} : widened(extent);
  const double range = extent.high - extent.low;
  RoundStep step = RoundStep::at_least(range / static_cast<double>(columns));
  if (values == Values::Integers && step.size() < 1) step = {1, 0};
  while (true) {
    Axis axis(extent, Scale::Linear);
    const std::int64_t last = step.times_below(extent.high);
    for (std::int64_t times = step.times_above(extent.low); times <= last; ++times)
      axis.add_tick(step.multiple(times), step.label(times, largest_of(extent)));
    if (have_room(axis.ticks_, columns)) return axis;
    step = step.next();
  }
}

}  // namespace logwrap::plot
