#include "lib/journal/run_counts.hpp"

#include <numeric>

namespace logwrap {

std::string_view name(Drop drop) {
  constexpr std::array<std::string_view, kDrops> kNames = {"disk", "bound",  "crash", "stuck",
                                                           "mode", "repeat", "blank", "command"};
  return kNames[static_cast<std::size_t>(drop)];
}

std::uint64_t RunCounts::dropped() const {
  return std::accumulate(dropped_for.begin(), dropped_for.end(), std::uint64_t{0});
}

std::uint64_t RunCounts::lost() const {
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i < kDrops; ++i) {
    if (!is_on_purpose(static_cast<Drop>(i))) lost += dropped_for[i];
  }
  return lost;
}

}  // namespace logwrap
