// What is nearly JSON: JSON with the slips that people and Python's print() make.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace logwrap {

/// What keeps a text from being JSON; they are added up.
enum class Slip : std::uint32_t {
  SingleQuotes = 1U << 0U,
  PythonWord = 1U << 1U,     ///< True, False, None
  PythonNumber = 1U << 2U,   ///< nan, inf, -inf
  Call = 1U << 3U,           ///< tensor(0.5), np.float64(0.5)
  Tuple = 1U << 4U,          ///< (1, 2)
  TrailingComma = 1U << 5U,  ///< [1, 2,]
  BareKey = 1U << 6U,        ///< {loss: 1}, {1: 2}
  BadText = 1U << 7U,        ///< a control character, or an escape that JSON does not know
};

struct Slips {
  std::uint32_t bits = 0;
  void add(Slip slip) { bits |= static_cast<std::uint32_t>(slip); }
  [[nodiscard]] bool has(Slip slip) const { return (bits & static_cast<std::uint32_t>(slip)) != 0; }
};

struct LooseValue {
  std::size_t length = 0;   ///< bytes of the text that it takes
  std::size_t members = 0;  ///< of an object or array
  Slips slips;
};

/// The object or array that `text` begins with; nothing where even in this loose reading there is none. Not deeper than
/// 32 levels. Time is proportional to what is read.
[[nodiscard]] std::optional<LooseValue> read_loose_json(std::string_view text);

}  // namespace logwrap
