// A range of time in parts that Loki looks at in one question.
#pragma once

#include <vector>

#include "lib/remote/remote_run.hpp"

namespace logwrap {

/// Loki's default bound is 30 days and 1 h.
inline constexpr UnixNanos kLongestPart = 30LL * 86'400 * 1'000'000'000;

/// Newest first, each beginning where the next one ends, and of whole seconds, at most kLongestPart: together `range`,
/// which begins up to a second earlier for that. None of an empty range.
[[nodiscard]] std::vector<TimeRange> parts_of(TimeRange range);

}  // namespace logwrap
