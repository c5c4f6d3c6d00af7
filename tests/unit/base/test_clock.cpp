#include "lib/base/clock.hpp"

#include <cstdlib>
#include <ctime>
#include <limits>
#include <optional>
#include <string>

#include "tests/support/catch.hpp"

using logwrap::BootClock;
using logwrap::ClockAnchor;
using logwrap::format_local;
using logwrap::format_utc;
using logwrap::Time;
using logwrap::UnixNanos;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;

/// Sets TZ for the life of the object.
class TimeZone {
 public:
  explicit TimeZone(const char* zone) {
    if (const char* const old = std::getenv("TZ")) old_ = old;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;
  ~TimeZone() {
    if (old_) {
      ::setenv("TZ", old_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }

 private:
  std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("UTC is written with milliseconds and a Z", "[clock]") {
  CHECK(format_utc(0) == "1970-01-01T00:00:00.000Z");
  CHECK(format_utc(1'700'000'000 * kSecond) == "2023-11-14T22:13:20.000Z");
  CHECK(format_utc(951'782'400 * kSecond) == "2000-02-29T00:00:00.000Z");
}

TEST_CASE("milliseconds are cut off, not rounded, and keep their leading zeros", "[clock]") {
  CHECK(format_utc(1'000'000) == "1970-01-01T00:00:00.001Z");
  CHECK(format_utc(99'999'999) == "1970-01-01T00:00:00.099Z");
  CHECK(format_utc(kSecond - 1) == "1970-01-01T00:00:00.999Z");
}

TEST_CASE("times before 1970 count forward within their second", "[clock]") {
  CHECK(format_utc(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(format_utc(-kSecond) == "1969-12-31T23:59:59.000Z");
  CHECK(format_utc(-kSecond - 500'000'000) == "1969-12-31T23:59:58.500Z");
}

TEST_CASE("the ends of the range are written", "[clock]") {
  CHECK(format_utc(std::numeric_limits<UnixNanos>::max()) == "2262-04-11T23:47:16.854Z");
  CHECK(format_utc(std::numeric_limits<UnixNanos>::min()) == "1677-09-21T00:12:43.145Z");
}

TEST_CASE("local time follows the time zone", "[clock]") {
  {
    const TimeZone zone("UTC0");
    CHECK(format_local(1'700'000'000 * kSecond) == "2023-11-14 22:13:20.000");
  }
  const TimeZone zone("XXX-05:30");  // POSIX counts west of Greenwich: this is UTC+05:30
  CHECK(format_local(1'700'000'000 * kSecond + 7'000'000) == "2023-11-15 03:43:20.007");
}

TEST_CASE("an anchor keeps distances whatever real time does", "[clock]") {
  const ClockAnchor anchor{Time(std::chrono::seconds(100)), 1'700'000'000 * kSecond};
  CHECK(anchor.unix_nanos(anchor.boot) == anchor.real);
  CHECK(anchor.unix_nanos(anchor.boot + std::chrono::milliseconds(1500)) == anchor.real + 1'500'000'000);
  CHECK(anchor.unix_nanos(anchor.boot - std::chrono::nanoseconds(1)) == anchor.real - 1);
}

TEST_CASE("an anchor taken now lies between two readings of both clocks", "[clock]") {
  const auto real_now = [] {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::int64_t{now.tv_sec} * kSecond + now.tv_nsec;
  };
  const Time before = BootClock::now();
  const UnixNanos real_before = real_now();
  const ClockAnchor anchor = ClockAnchor::take();
  const UnixNanos real_after = real_now();
  const Time after = BootClock::now();
  CHECK(before <= anchor.boot);
  CHECK(anchor.boot <= after);
  CHECK(real_before <= anchor.real);
  CHECK(anchor.real <= real_after);
}
