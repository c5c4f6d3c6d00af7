#include "lib/query/since.hpp"

#include <charconv>
#include <ctime>
#include <optional>

#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr std::int64_t kMostSeconds = 200LL * 365 * 86400;  // keeps all sums far from overflow

/// Takes characters off the front of a text, or nothing where they are not what was asked for.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly `count` digits.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count || rest_.substr(0, count).find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    int value = 0;
    std::from_chars(rest_.data(), rest_.data() + count, value);
    rest_.remove_prefix(count);
    return value;
  }
  std::optional<std::int64_t> number() {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc() || value < 0) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  /// The digits after a decimal point, in nanoseconds.
  std::optional<UnixNanos> fraction() {
    UnixNanos value = 0;
    UnixNanos unit = kSecond / 10;
    std::size_t count = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++count, unit /= 10) {
      value += (rest_.front() - '0') * unit;
      rest_.remove_prefix(1);
    }
    return count > 0 ? std::optional(value) : std::nullopt;
  }

 private:
  std::string_view rest_;
};

std::optional<std::int64_t> unit_seconds(Scanner& scanner) {
  if (scanner.take('s')) return 1;
  if (scanner.take('m')) return 60;
  if (scanner.take('h')) return 3600;
  if (scanner.take('d')) return 86400;
  if (scanner.take('w')) return 7 * 86400;
  return std::nullopt;
}

std::optional<UnixNanos> duration(std::string_view text) {
  Scanner scanner(text);
  std::int64_t seconds = 0;
  if (scanner.done()) return std::nullopt;
  while (!scanner.done()) {
    const auto count = scanner.number();
    const auto unit = count ? unit_seconds(scanner) : std::nullopt;
    if (!unit || *count > kMostSeconds / *unit) return std::nullopt;
    seconds += *count * *unit;
    if (seconds > kMostSeconds) return std::nullopt;
  }
  return seconds * kSecond;
}

bool in_range(const std::tm& parts) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const int year = parts.tm_year + 1900;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1970 || year > 2200 || parts.tm_mon < 0 || parts.tm_mon > 11) return false;
  const int days = kDays[parts.tm_mon] + (leap && parts.tm_mon == 1 ? 1 : 0);
  return parts.tm_mday >= 1 && parts.tm_mday <= days && parts.tm_hour <= 23 && parts.tm_min <= 59 && parts.tm_sec <= 60;
}

bool read_date(Scanner& scanner, std::tm& parts) {
  const auto year = scanner.digits(4);
  if (!year || !scanner.take('-')) return false;
  const auto month = scanner.digits(2);
  if (!month || !scanner.take('-')) return false;
  const auto day = scanner.digits(2);
  if (!day) return false;
  parts.tm_year = *year - 1900;
  parts.tm_mon = *month - 1;
  parts.tm_mday = *day;
  return true;
}

bool read_clock_time(Scanner& scanner, std::tm& parts, UnixNanos& nanos) {
  const auto hour = scanner.digits(2);
  if (!hour || !scanner.take(':')) return false;
  const auto minute = scanner.digits(2);
  if (!minute) return false;
  parts.tm_hour = *hour;
  parts.tm_min = *minute;
  if (!scanner.take(':')) return true;
  const auto second = scanner.digits(2);
  if (!second) return false;
  parts.tm_sec = *second;
  if (!scanner.take('.')) return true;
  const auto fraction = scanner.fraction();
  nanos = fraction.value_or(0);
  return fraction.has_value();
}

/// Seconds east of Greenwich; nothing where no zone is written, and `ok` is false where a wrong one is.
std::optional<std::int64_t> read_zone(Scanner& scanner, bool& ok) {
  if (scanner.take('Z')) return 0;
  const int sign = scanner.take('+') ? 1 : scanner.take('-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  const auto hours = scanner.digits(2);
  scanner.take(':');
  const auto minutes = hours ? scanner.digits(2) : std::nullopt;
  ok = minutes && *hours <= 14 && *minutes <= 59;
  return ok ? std::optional<std::int64_t>(sign * (*hours * 3600 + *minutes * 60)) : std::nullopt;
}

std::optional<UnixNanos> point_in_time(std::string_view text) {
  Scanner scanner(text);
  std::tm parts{};
  UnixNanos nanos = 0;
  if (!read_date(scanner, parts)) return std::nullopt;
  const bool has_time = scanner.take('T') || scanner.take(' ');
  if (has_time && !read_clock_time(scanner, parts, nanos)) return std::nullopt;
  bool zone_ok = true;
  const auto zone = has_time ? read_zone(scanner, zone_ok) : std::nullopt;
  if (!zone_ok || !scanner.done() || !in_range(parts)) return std::nullopt;
  parts.tm_isdst = -1;
  const std::time_t seconds = zone ? ::timegm(&parts) - *zone : std::mktime(&parts);
  return std::int64_t{seconds} * kSecond + nanos;
}

}  // namespace

Result<UnixNanos> parse_since(std::string_view text, UnixNanos now) {
  if (const auto ago = duration(text)) return now - *ago;
  if (const auto point = point_in_time(text)) return *point;
  return Error{std::make_error_code(std::errc::invalid_argument),
               "\"" + printable(text, Tabs::Escape) +
                   "\" is no time: write how long ago (90s, 10m, 2h, 1d) or when (2026-11-22, 2026-11-22 03:04)"};
}

}  // namespace logwrap
