// Charset: a set of bytes, looked up by table. std::string_view::find_first_of asks memchr for each byte of the text
// anew; where the place is near, as in the heads of lines, that takes several times as long. Within a function one is
// `static constexpr`: compilers put any other table on the stack at each call.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace logwrap {

class Charset {
 public:
  /// The bytes of `ranges`, each two of which are the first and the last of a range: "azAZ__".
  explicit constexpr Charset(std::string_view ranges) {
    for (std::size_t i = 0; i + 1 < ranges.size(); i += 2) {
      const auto last = static_cast<unsigned char>(ranges[i + 1]);
      for (std::size_t c = static_cast<unsigned char>(ranges[i]); c <= last; ++c) holds_[c] = true;
    }
  }
  /// Those of `bytes`, one by one.
  [[nodiscard]] static constexpr Charset of(std::string_view bytes) {
    Charset set{""};
    for (const char byte : bytes) set.holds_[static_cast<unsigned char>(byte)] = true;
    return set;
  }
  [[nodiscard]] constexpr bool holds(char c) const { return holds_[static_cast<unsigned char>(c)]; }

  /// How many bytes of `text` from `at` on are in the set.
  [[nodiscard]] constexpr std::size_t run(std::string_view text, std::size_t at = 0) const {
    std::size_t end = at;
    while (end < text.size() && holds(text[end])) ++end;
    return end - at;
  }
  /// The first place where one of them stands; the text's size where none does.
  [[nodiscard]] constexpr std::size_t find_in(std::string_view text) const {
    std::size_t at = 0;
    while (at < text.size() && !holds(text[at])) ++at;
    return at;
  }

 private:
  std::array<bool, 256> holds_{};
};

}  // namespace logwrap
