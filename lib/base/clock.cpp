#include "lib/base/clock.hpp"

#include <array>
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

}  // namespace logwrap
