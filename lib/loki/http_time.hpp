// Times as servers write them.
#pragma once

#include <optional>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

/// "2026-11-22T03:04:05Z", "2026-11-22T03:04:05+01:00"; fractions of a second are passed over.
[[nodiscard]] std::optional<UnixNanos> parse_rfc3339(std::string_view text);

/// "Sun, 22 Nov 2026 03:04:05 GMT" (RFC 9110's IMF-fixdate).
[[nodiscard]] std::optional<UnixNanos> parse_http_date(std::string_view text);

}  // namespace logwrap
