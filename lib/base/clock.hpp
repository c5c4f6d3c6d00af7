// Time. Everything inside logwrap is measured on CLOCK_BOOTTIME, which nobody can step and which goes on in suspend;
// people see real time, by an anchor taken once at a run's start.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace logwrap {

/// CLOCK_BOOTTIME, in nanoseconds. Only the edges call now(); the pure parts are handed a Time.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
  static time_point now();
};
using Time = BootClock::time_point;

/// Nanoseconds since 1970-01-01 UTC. Good until the year 2262.
using UnixNanos = std::int64_t;

/// One moment on both clocks. Converting through it keeps the order of times whatever happens to the real clock later.
struct ClockAnchor {
  Time boot;
  UnixNanos real = 0;

  static ClockAnchor take();
  [[nodiscard]] UnixNanos unix_nanos(Time time) const { return real + (time - boot).count(); }
};

/// "2026-11-22T03:04:05.678Z"
[[nodiscard]] std::string format_utc(UnixNanos time);
/// "2026-11-22 03:04:05.678" in the local time zone.
[[nodiscard]] std::string format_local(UnixNanos time);

/// How times are written for people.
enum class Zone { Local, Utc };
[[nodiscard]] std::string format_time(UnixNanos time, Zone zone);

/// "0.3s", "59s", "12m05s", "3h07m", "2d05h"
[[nodiscard]] std::string format_duration(std::int64_t nanoseconds);

}  // namespace logwrap
