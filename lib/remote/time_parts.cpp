#include "lib/remote/time_parts.hpp"

#include <algorithm>

namespace logwrap {

std::vector<TimeRange> parts_of(TimeRange range) {
  constexpr UnixNanos kSecond = 1'000'000'000;
  std::vector<TimeRange> parts;
  for (UnixNanos end = range.end; end > range.start;) {
    const UnixNanos seconds = (end - range.start + kSecond - 1) / kSecond;
    parts.push_back({end - std::min(seconds * kSecond, kLongestPart), end});
    end = parts.back().start;
  }
  return parts;
}

}  // namespace logwrap
