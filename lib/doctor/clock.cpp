#include <array>
#include <cmath>
#include <cstdio>

#include "lib/doctor/server.hpp"
#include "lib/loki/http_date.hpp"

namespace logwrap {

namespace {

constexpr char kPart[] = "clock";
constexpr char kSetClock[] = "set the clock of whichever is wrong (NTP)";
constexpr double kSmall = 5;         // seconds
constexpr double kAhead = 10 * 60;   // Loki's default: what is later than that is refused (creation_grace_period)
constexpr double kBehind = 60 * 60;  // and its out-of-order window, for streams that others write to, too

std::string duration(double seconds) {
  std::array<char, 32> text{};
  const char* unit = seconds < 120 ? "s" : seconds < 7200 ? "min" : seconds < 172800 ? "h" : "days";
  const double size = seconds < 120 ? 1 : seconds < 7200 ? 60 : seconds < 172800 ? 3600 : 86400;
  std::snprintf(text.data(), text.size(), "%.0f %s", seconds / size, unit);
  return text.data();
}

}  // namespace

Finding look_at_clock(std::string_view date, UnixNanos sent, UnixNanos answered) {
  const auto server = parse_http_date(date);
  if (!server) return {kPart, Health::Skipped, "the answer has no date", "", {}};
  // The date is cut to seconds: half of one is what it is short of, most likely.
  const UnixNanos half_way = sent + (answered - sent) / 2;
  const double middle = static_cast<double>(half_way) / 1e9;
  const double ours_ahead = middle - (static_cast<double>(*server) / 1e9 + 0.5);
  const double size = std::abs(ours_ahead);
  const double doubt = 0.5 + static_cast<double>(answered - sent) / 2e9;
  if (size <= kSmall + doubt)
    return {kPart, Health::Ok, "within " + duration(std::ceil(size + doubt)) + " of the server's", "", {}};
  const std::string what = duration(size) + (ours_ahead > 0 ? " ahead of" : " behind") + " the server's";
  if (ours_ahead > kAhead)
    return {kPart, Health::Failed, what + ": Loki refuses what is more than 10 min ahead of it", kSetClock, {}};
  if (ours_ahead < -kBehind)
    return {kPart,
            Health::Failed,
            what + ": Loki may refuse what is so far behind what other machines send",
            kSetClock,
            {}};
  return {kPart, Health::Warning, what, kSetClock, {}};
}

}  // namespace logwrap
