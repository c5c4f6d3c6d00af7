#include "lib/loki/retry_after.hpp"

#include <algorithm>
#include <charconv>

#include "lib/loki/http_date.hpp"

namespace logwrap {

std::optional<std::chrono::nanoseconds> parse_retry_after(std::string_view value, UnixNanos now) {
  using std::chrono::nanoseconds;
  const bool digits = !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    std::int64_t seconds = 0;
    const bool read = std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc();
    constexpr std::int64_t kMost = std::chrono::seconds(kMaxRetryAfter).count();
    return std::chrono::seconds(read ? std::min(seconds, kMost) : kMost);  // what does not fit is too long anyway
  }
  const std::optional<UnixNanos> date = parse_http_date(value);
  if (!date) return std::nullopt;
  return std::clamp(nanoseconds(*date - now), nanoseconds(0), nanoseconds(kMaxRetryAfter));
}

}  // namespace logwrap
