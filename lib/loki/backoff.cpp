#include "lib/loki/backoff.hpp"

#include <algorithm>

namespace logwrap {

std::chrono::nanoseconds Backoff::next() {
  constexpr unsigned kDoublings = 6;  // 0.5 s * 2^6 = 32 s
  const auto bound = std::min<std::chrono::nanoseconds>(kLongest, kFirst * (1U << std::min(failures_, kDoublings)));
  ++failures_;
  // A remainder is unbiased enough here, and the same with every standard library.
  return std::chrono::nanoseconds(random_() % static_cast<std::uint64_t>(bound.count() + 1));
}

}  // namespace logwrap
