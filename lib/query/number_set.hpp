// NumberSet: ranks and restarts as people name them: "0,3-5".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/result.hpp"

namespace logwrap {

class NumberSet {
 public:
  /// Numbers and ranges with commas between. The Error's message is for people.
  [[nodiscard]] static Result<NumberSet> parse(std::string_view text);

  [[nodiscard]] bool has(std::uint32_t number) const;
  /// A text that is no number is never in it.
  [[nodiscard]] bool has(std::string_view number) const;

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;  // both ends belong to them
};

/// "0-7", "0,3-5": the numbers, each once, in ascending order.
[[nodiscard]] std::string format_numbers(std::vector<std::uint32_t> numbers);

/// All of `text` as a number; false where it is none.
[[nodiscard]] bool read_number(std::string_view text, std::uint32_t& into);

}  // namespace logwrap
