// --since: a point in time as people write it.
#pragma once

#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"

namespace logwrap {

/// Either how long before `now`, as numbers with the units s, m, h, d, w ("90s", "1h30m", "2d"), or a date and time,
/// ISO 8601: "2026-11-22", "2026-11-22 03:04", "2026-11-22T03:04:05.25", in local time unless "Z" or "+01:00" follows.
[[nodiscard]] Result<UnixNanos> parse_since(std::string_view text, UnixNanos now);

}  // namespace logwrap
