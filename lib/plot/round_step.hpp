// RoundStep: the distance between ticks, and what the ticks say.
#pragma once

#include <cstdint>
#include <string>

namespace logwrap::plot {

/// 1, 2 or 5 times a power of ten.
class RoundStep {
 public:
  RoundStep(int mantissa, int exponent) : mantissa_(mantissa), exponent_(exponent) {}
  /// The smallest that is not below `size`, and the largest that is not above it. It is above 0.
  [[nodiscard]] static RoundStep at_least(double size);
  [[nodiscard]] static RoundStep at_most(double size);
  [[nodiscard]] RoundStep next() const;
  [[nodiscard]] RoundStep previous() const;

  [[nodiscard]] double size() const { return multiple(1); }
  /// As exact as a double can be: 3 times 0.1 is 0.3.
  [[nodiscard]] double multiple(std::int64_t times) const;
  /// How often the step goes into `value`, rounded down or up; a value just beside a multiple is taken for it.
  [[nodiscard]] std::int64_t times_below(double value) const;
  [[nodiscard]] std::int64_t times_above(double value) const;
  /// What a tick at multiple(times) says, on an axis whose numbers reach up to `largest`: 0.25, 1500, 150k, 2.5e-5.
  [[nodiscard]] std::string label(std::int64_t times, double largest) const;

 private:
  int mantissa_;
  int exponent_;
};

/// "%g" without what it adds to an exponent: 1e-5, not 1e-05.
[[nodiscard]] std::string short_number(double value);

}  // namespace logwrap::plot
