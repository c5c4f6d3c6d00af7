// Dates as HTTP writes them.
#pragma once

#include <optional>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

/// "Sun, 22 Nov 2026 03:04:05 GMT" (RFC 9110's IMF-fixdate).
[[nodiscard]] std::optional<UnixNanos> parse_http_date(std::string_view text);

}  // namespace logwrap
