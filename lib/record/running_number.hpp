// RunningNumber: the digits of a number that mostly grows by one, such as a record's in its run: to count in them costs
// less than to turn each number into digits, or back.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "lib/base/ascii.hpp"

namespace logwrap {

template <class Integer>
class RunningNumber {
 public:
  static constexpr std::size_t kMost = 24;  ///< characters; a number of 64 bits has at most 20

  /// Writes `value` to `to`, which has room for kMost characters, and answers the end of its digits there; what is
  /// behind is left undefined.
  char* write(Integer value, char* to) {
    const bool grew = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(value_) == 1 && value > 0;
    if (!grew || !add_one())
      size_ = static_cast<std::size_t>(std::to_chars(text_.begin(), text_.end(), value).ptr - text_.begin());
    value_ = value;
    std::memcpy(to, text_.data(), kMost);  // of a size that is known: three moves
    return to + size_;
  }

  /// Whether `text` begins with the number that follows the last one: then that is the last one. Where not, the last
  /// one is forgotten until there is another.
  [[nodiscard]] bool goes_on(std::string_view text) {
    const bool countable = size_ > 0 && value_ >= 0 && value_ < std::numeric_limits<Integer>::max();
    if (!countable || !add_one() || !begins(text)) {
      size_ = 0;
      return false;
    }
    ++value_;
    return true;
  }
  /// Makes `value` the last one, whose digits are the first `size` of `text`.
  void remember(Integer value, std::string_view text, std::size_t size) {
    value_ = value;
    size_ = text.substr(0, size).copy(text_.data(), kMost);
  }
  [[nodiscard]] Integer last() const { return value_; }
  [[nodiscard]] std::size_t size() const { return size_; }  ///< its digits; 0: it is forgotten

 private:
  /// False where it becomes longer: nothing is left of it then.
  bool add_one() {
    std::size_t at = size_;
    while (at > 0 && text_[at - 1] == '9') text_[--at] = '0';
    if (at == 0) return false;
    ++text_[at - 1];
    return true;
  }

  [[nodiscard]] bool begins(std::string_view text) const {
    return text.size() > size_ && std::memcmp(text.data(), text_.data(), size_) == 0 && !is_digit(text[size_]);
  }

  Integer value_ = 0;
  std::array<char, kMost> text_{'0'};
  std::size_t size_ = 1;
};

}  // namespace logwrap
