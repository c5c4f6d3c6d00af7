// ByteSearch: where in a text the first byte of a set stands, 32 bytes at a time where the processor can. For long
// texts in which it is rare; near the beginning of a text a Charset is quicker.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/base/charset.hpp"

namespace logwrap {

class ByteSearch {
 public:
  /// A set can be looked for that has at most eight different selections of lower halves, over all upper halves of a
  /// byte.
  explicit constexpr ByteSearch(const Charset& set) : set_(set) {
    std::array<std::uint32_t, 8> selections{};  // of lower halves, a bit for each
    std::size_t count = 0;
    for (unsigned high = 0; high < 16; ++high) {
      std::uint32_t selection = 0;
      for (unsigned low = 0; low < 16; ++low) {
        if (set.holds(static_cast<char>(high << 4 | low))) selection |= 1U << low;
      }
      if (selection == 0) continue;
      std::size_t group = 0;
      while (group < count && selections.at(group) != selection) ++group;
      if (group == count) selections.at(count++) = selection;
      high_[high] = static_cast<std::uint8_t>(1U << group);
    }
    for (unsigned low = 0; low < 16; ++low) {
      for (std::size_t group = 0; group < count; ++group) {
        if ((selections.at(group) >> low & 1U) != 0) low_[low] |= static_cast<std::uint8_t>(1U << group);
      }
    }
  }

  /// The first place where one of them stands; the text's size where none does.
  [[nodiscard]] std::size_t find_in(std::string_view text) const;
  /// The same; what stands before it is copied to `to`, which has room for the whole text and is no part of it. What is
  /// behind the copy there is left undefined.
  [[nodiscard]] std::size_t copy_until(std::string_view text, char* to) const;

 private:
  [[nodiscard]] std::size_t find_in_blocks(std::string_view text) const;
  [[nodiscard]] std::size_t copy_blocks_until(std::string_view text, char* to) const;

  Charset set_;
  // For each half of a byte the groups of the set's bytes that have it, a bit for each group.
  std::array<std::uint8_t, 16> low_{};
  std::array<std::uint8_t, 16> high_{};
};

}  // namespace logwrap
