// Axis: which part of the numbers a plot shows, and where along it stand ticks with round numbers.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace logwrap::plot {

/// From the smallest to the largest of some finite numbers.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void add(double value);
  [[nodiscard]] bool empty() const { return low > high; }
};

enum class Scale { Linear, Log };
enum class Values { Integers, Numbers };

struct Tick {
  double position = 0;  ///< 0..1, from the axis' low end to its high one
  std::string label;    ///< ASCII
};

class Axis {
 public:
  /// Ends at ticks, which are about three rows apart. On a logarithmic scale `extent` must be above 0.
  [[nodiscard]] static Axis vertical(Extent extent, std::size_t rows, Scale scale);
  /// Ends where `extent` does. As many ticks as have room for their labels within `columns`, four blanks between them;
  /// between integers none.
  [[nodiscard]] static Axis horizontal(Extent extent, std::size_t columns, Values values);

  /// 0..1, from the low end to the high one; what lies beyond is at the end.
  [[nodiscard]] double position(double value) const;
  [[nodiscard]] const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  Axis(Extent shown, Scale scale) : shown_(shown), scale_(scale) {}
  void add_tick(double value, std::string label) { ticks_.push_back({position(value), std::move(label)}); }
  [[nodiscard]] static Axis logarithmic(Extent extent, std::size_t rows);

  Extent shown_;  // low < high
  Scale scale_;
  std::vector<Tick> ticks_;  // upwards
};

}  // namespace logwrap::plot
