#include "lib/journal/run_counts.hpp"

#include <numeric>

namespace logwrap {

std::string_view name(Drop drop) {
  constexpr std::array<std::string_view, kDrops> names = {"disk", "bound", "crash", "stuck"};
  return names[static_cast<std::size_t>(drop)];
}

std::uint64_t RunCounts::dropped() const {
  return std::accumulate(dropped_for.begin(), dropped_for.end(), std::uint64_t{0});
}

}  // namespace logwrap
