// A number as JSON or Python prints it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace logwrap {

struct JsonNumber {
  /// Exact for integers within 64 bits, for which a double is too short; else the nearest double, infinite beyond its
  /// range. NaN and the infinities are themselves.
  long double value = 0;
  /// Printed without fraction and exponent, and within 64 bits (signed or unsigned).
  bool integer = false;
};
static_assert(std::numeric_limits<long double>::digits >= 64, "64-bit integers must fit exactly");

/// `text` as a whole: RFC 8259's grammar, or one of NaN, Infinity and -Infinity, which Python's json prints.
[[nodiscard]] std::optional<JsonNumber> parse_json_number(std::string_view text);

}  // namespace logwrap
