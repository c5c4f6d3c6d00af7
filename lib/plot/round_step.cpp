#include "lib/plot/round_step.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace logwrap::plot {

namespace {

/// Within this part of a step, a value is at the step's multiple.
constexpr double kBeside = 1e-6;

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

/// "1.5e+06" to "1.5e6", "1e-05" to "1e-5".
std::string tidy_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const std::size_t digits = std::min(text.find_first_not_of('0', e + 2), text.size() - 1);
  return text.substr(0, e + 1) + (text[e + 1] == '-' ? "-" : "") + text.substr(digits);
}

std::string scientific(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*e", std::clamp(digits, 0, 15), value);
  return tidy_exponent(text.data());
}

int exponent_of(double value) {
  return static_cast<int>(std::floor(std::log10(value)));
}

}  // namespace

RoundStep RoundStep::at_least(double size) {
  const int exponent = exponent_of(size);
  for (const int mantissa : {1, 2, 5}) {
    const RoundStep step(mantissa, exponent);
    if (step.size() >= size * (1 - kBeside)) return step;
  }
  return {1, exponent + 1};
}

RoundStep RoundStep::at_most(double size) {
  const int exponent = exponent_of(size);
  for (const int mantissa : {5, 2, 1}) {
    const RoundStep step(mantissa, exponent);
    if (step.size() <= size * (1 + kBeside)) return step;
  }
  return {5, exponent - 1};
}

RoundStep RoundStep::next() const {
  if (mantissa_ == 1) return {2, exponent_};
  if (mantissa_ == 2) return {5, exponent_};
  return {1, exponent_ + 1};
}

RoundStep RoundStep::previous() const {
  if (mantissa_ == 5) return {2, exponent_};
  if (mantissa_ == 2) return {1, exponent_};
  return {5, exponent_ - 1};
}

double RoundStep::multiple(std::int64_t times) const {
  const double mantissas = static_cast<double>(times) * mantissa_;
  return exponent_ < 0 ? mantissas / std::pow(10, -exponent_) : mantissas * std::pow(10, exponent_);
}

std::int64_t RoundStep::times_below(double value) const {
  return static_cast<std::int64_t>(std::floor(value / size() + kBeside));
}

std::int64_t RoundStep::times_above(double value) const {
  return static_cast<std::int64_t>(std::ceil(value / size() - kBeside));
}

std::string RoundStep::label(std::int64_t times, double largest) const {
  if (times == 0 && (largest < 1e-3 || largest >= 1e5)) return "0";
  const double value = multiple(times);
  const int digits = times == 0 ? 0 : exponent_of(std::abs(value)) - exponent_;
  if (largest < 1e-3 || largest >= 1e18) return scientific(value, digits);
  constexpr std::string_view kSuffixes = " kMGTP";
  const int thousands = std::min(exponent_of(largest) / 3, static_cast<int>(kSuffixes.size()) - 1);
  const int decimals = std::max(0, 3 * thousands - exponent_);
  constexpr int kMostDecimals = 2;
  if (largest >= 1e5 && decimals <= kMostDecimals)
    return fixed(value / std::pow(1000, thousands), decimals) + kSuffixes[static_cast<std::size_t>(thousands)];
  return fixed(value, std::clamp(-exponent_, 0, 15));
}

std::string short_number(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%g", value);
  return tidy_exponent(text.data());
}

}  // namespace logwrap::plot
