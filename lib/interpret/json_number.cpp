#include "lib/interpret/json_number.hpp"

#include <algorithm>
#include <charconv>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

std::size_t digits_at(std::string_view text, std::size_t at) {
  const std::size_t start = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at - start;
}

enum class Form { None, Integer, Fraction };

Form form_of(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return Form::None;
  at += whole;
  if (at == text.size()) return Form::Integer;
  if (text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return Form::None;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const std::size_t exponent = digits_at(text, at);
    if (exponent == 0) return Form::None;
    at += exponent;
  }
  return at == text.size() ? Form::Fraction : Form::None;
}

template <class Integer>
std::optional<JsonNumber> exactly(std::string_view text) {
  Integer value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return JsonNumber{static_cast<long double>(value), true};
}

/// Of a number out of a double's range: is it too large, or too small? By the decimal place of its first digit that
/// is not zero.
bool is_too_large(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  long exponent = 0;
  if (e < text.size()) {
    const std::size_t digits = text[e + 1] == '+' ? e + 2 : e + 1;
    if (std::from_chars(text.data() + digits, text.data() + text.size(), exponent).ec != std::errc())
      return text[digits] != '-';
  }
  const std::size_t point = std::min(text.find('.'), e);
  const std::size_t first = text.find_first_of("123456789");
  return static_cast<long>(point) - static_cast<long>(first) + exponent > 0;
}

JsonNumber nearest(std::string_view text) {
  constexpr long double kInfinity = std::numeric_limits<long double>::infinity();
  double value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return {value, false};
  if (!is_too_large(text)) return {0, false};
  return {text.starts_with('-') ? -kInfinity : kInfinity, false};
}

}  // namespace

std::optional<JsonNumber> parse_json_number(std::string_view text) {
  constexpr long double kInfinity = std::numeric_limits<long double>::infinity();
  const Form form = form_of(text);
  if (form == Form::None) {
    if (text == "NaN") return JsonNumber{std::numeric_limits<long double>::quiet_NaN(), false};
    if (text == "Infinity") return JsonNumber{kInfinity, false};
    if (text == "-Infinity") return JsonNumber{-kInfinity, false};
    return std::nullopt;
  }
  if (form == Form::Integer) {
    if (const auto integer = exactly<std::int64_t>(text)) return integer;
    if (const auto integer = exactly<std::uint64_t>(text)) return integer;
  }
  return nearest(text);
}

}  // namespace logwrap
