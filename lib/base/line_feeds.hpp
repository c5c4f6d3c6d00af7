// Line feeds are counted twice of all that a job prints, so that what is lost can be told: in bytes' width, for
// std::count counts in eight times that and takes as much longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logwrap {

[[nodiscard]] inline std::uint64_t count_line_feeds(std::string_view text) {
  constexpr std::size_t kMost = 255;  // what a byte counts to
  std::uint64_t total = 0;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, kMost);
    std::uint8_t count = 0;
    for (const char c : part) count = static_cast<std::uint8_t>(count + (c == '\n' ? 1 : 0));
    total += count;
    text.remove_prefix(part.size());
  }
  return total;
}

}  // namespace logwrap
