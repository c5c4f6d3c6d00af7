#include "lib/base/clock.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace logwrap {

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::int64_t read_clock(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return std::int64_t{now.tv_sec} * kNanosPerSecond + now.tv_nsec;
}

/// `pattern` is strftime's; "%s" in it does not occur, so milliseconds can be appended.
std::string format(UnixNanos time, bool utc, const char* pattern, const char* suffix) {
  std::int64_t seconds = time / kNanosPerSecond;
  std::int64_t rest = time % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    --seconds;
  }
  const std::time_t whole = seconds;
  std::tm parts{};
  if (utc) {
    ::gmtime_r(&whole, &parts);
  } else {
    ::localtime_r(&whole, &parts);
  }
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), pattern, &parts);
  std::string millis = std::to_string(rest / 1'000'000);
  millis.insert(0, 3 - millis.size(), '0');
  return std::string(text.data()) + "." + millis + suffix;
}

}  // namespace

BootClock::time_point BootClock::now() {
  return time_point(duration(read_clock(CLOCK_BOOTTIME)));
}

ClockAnchor ClockAnchor::take() {
  return {BootClock::now(), read_clock(CLOCK_REALTIME)};
}

std::string format_utc(UnixNanos time) {
  return format(time, true, "%Y-%m-%dT%H:%M:%S", "Z");
}

std::string format_local(UnixNanos time) {
  return format(time, false, "%Y-%m-%d %H:%M:%S", "");
}

std::string format_time(UnixNanos time, Zone zone) {
  return zone == Zone::Utc ? format_utc(time) : format_local(time);
}

std::string format_duration(std::int64_t nanoseconds) {
  const std::int64_t millis = std::max<std::int64_t>(nanoseconds, 0) / 1'000'000;
  const long seconds = static_cast<long>(millis / 1000);
  std::array<char, 48> text{};
  if (seconds < 10) {
    std::snprintf(text.data(), text.size(), "%ld.%lds", seconds, static_cast<long>(millis % 1000 / 100));
  } else if (seconds < 60) {
    std::snprintf(text.data(), text.size(), "%lds", seconds);
  } else if (seconds < 3600) {
    std::snprintf(text.data(), text.size(), "%ldm%02lds", seconds / 60, seconds % 60);
  } else if (seconds < 86400) {
    std::snprintf(text.data(), text.size(), "%ldh%02ldm", seconds / 3600, seconds % 3600 / 60);
  } else {
    std::snprintf(text.data(), text.size(), "%ldd%02ldh", seconds / 86400, seconds % 86400 / 3600);
  }
  return text.data();
}

}  // namespace logwrap
