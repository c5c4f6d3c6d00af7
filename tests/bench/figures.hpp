// What the measuring programs beside it share: the clock, and how figures are printed.
#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

namespace logwrap {

/// Processor time of this process so far. What else the machine does is not in it, though it slows this down, too.
inline double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// The median, with the least and the greatest of `values` (at least one), each with so many digits after the point.
inline std::string spread(std::vector<double> values, int digits) {
  std::sort(values.begin(), values.end());
  char text[96];
  std::snprintf(text, sizeof(text), "%.*f (%.*f to %.*f)", digits, values[values.size() / 2], digits, values.front(),
                digits, values.back());
  return text;
}

}  // namespace logwrap
