// The header Retry-After: RFC 9110, section 10.2.3.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

/// Beyond this nobody is waited for: a server that comes back earlier is found earlier.
inline constexpr std::chrono::minutes kMaxRetryAfter{10};

/// Seconds, or a date, which is relative to `now`. Nothing where it is neither.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_retry_after(std::string_view value, UnixNanos now);

}  // namespace logwrap
