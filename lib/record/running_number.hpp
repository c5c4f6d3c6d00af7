// RunningNumber: the digits of a number that mostly grows by one, such as a record's in its run: to count in them costs
// less than to turn each number into digits, or back.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "lib/base/ascii.hpp"

namespace logwrap {

/// The digits of the number that would follow are there before it comes: what was just stored is slow to be read back.
template <class Integer>
class RunningNumber {
 public:
  static constexpr std::size_t kMost = 24;  ///< characters; a number of 64 bits has at most 20

  /// Writes `value` to `to`, which has room for kMost characters, and answers the end of its digits there; what is
  /// behind is left undefined.
  char* write(Integer value, char* to) {
    if (value != next_ || size_ == 0)
      size_ = static_cast<std::size_t>(std::to_chars(text_.begin(), text_.end(), value).ptr - text_.begin());
    std::memcpy(to, text_.data(), kMost);  // of a size that is known: three moves
    char* const end = to + size_;
    expect_after(value);
    return end;
  }
  /// Takes from `text` the number that follows the last one. Nothing where it begins otherwise, or may go on.
  std::optional<Integer> take_next(std::string_view& text) {
    const bool there = size_ > 0 && text.size() > size_ && std::memcmp(text.data(), text_.data(), size_) == 0 &&
                       !is_digit(text[size_]);
    if (!there) return std::nullopt;
    text.remove_prefix(size_);
    const Integer value = next_;
    expect_after(value);
    return value;
  }
  /// Makes `value` the last one, whose digits these are.
  void remember(Integer value, std::string_view digits) {
    size_ = digits.copy(text_.data(), kMost);
    expect_after(value);
  }

 private:
  /// text_ has the digits of `value`.
  void expect_after(Integer value) {
    const bool countable = value >= 0 && value < std::numeric_limits<Integer>::max();
    if (!countable || !add_one()) size_ = 0;
    next_ = countable ? value + 1 : value;
  }
  /// False where it becomes longer: nothing is left of it then.
  bool add_one() {
    std::size_t at = size_;
    while (at > 0 && text_[at - 1] == '9') text_[--at] = '0';
    if (at == 0) return false;
    ++text_[at - 1];
    return true;
  }

  Integer next_ = 0;
  std::array<char, kMost> text_{'0'};
  std::size_t size_ = 1;  ///< of next_'s digits; 0: they are not known
};

}  // namespace logwrap
