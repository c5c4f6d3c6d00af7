// Sets of bytes, looked up by table.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace logwrap::redact {

class Charset {
 public:
  /// The bytes of `ranges`, each two of which are the first and the last of a range: "azAZ__".
  explicit constexpr Charset(std::string_view ranges) {
    for (std::size_t i = 0; i + 1 < ranges.size(); i += 2) {
      for (int c = ranges[i]; c <= ranges[i + 1]; ++c) holds_[static_cast<std::size_t>(c)] = true;
    }
  }
  [[nodiscard]] constexpr bool holds(char c) const { return holds_[static_cast<unsigned char>(c)]; }

  /// How many bytes of `text` from `at` on are in the set.
  [[nodiscard]] constexpr std::size_t run(std::string_view text, std::size_t at) const {
    std::size_t end = at;
    while (end < text.size() && holds(text[end])) ++end;
    return end - at;
  }

 private:
  std::array<bool, 256> holds_{};
};

inline constexpr Charset kAlnum{"azAZ09"};
inline constexpr Charset kWord{"azAZ09__"};
inline constexpr Charset kBase64Url{"azAZ09__--"};
inline constexpr Charset kBase64{"azAZ09++//=="};
inline constexpr Charset kHex{"afAF09"};
inline constexpr Charset kUpperAlnum{"AZ09"};

}  // namespace logwrap::redact
