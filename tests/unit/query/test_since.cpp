#include "lib/query/since.hpp"

#include <cstdlib>
#include <ctime>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kNow = 1'800'000'000 * kSecond;

UnixNanos ago(std::string_view text) {
  return (kNow - parse_since(text, kNow).value()) / kSecond;
}
UnixNanos at(std::string_view text) {
  return parse_since(text, kNow).value();
}

/// Sets the local time zone while it lives.
class LocalZone {
 public:
  explicit LocalZone(const char* zone) : before_(std::getenv("TZ") == nullptr ? "" : std::getenv("TZ")) { set(zone); }
  ~LocalZone() { set(before_.c_str()); }
  LocalZone(const LocalZone&) = delete;
  LocalZone& operator=(const LocalZone&) = delete;

 private:
  static void set(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  std::string before_;
};

}  // namespace

TEST_CASE("a duration is counted back from now", "[since]") {
  CHECK(ago("90s") == 90);
  CHECK(ago("10m") == 600);
  CHECK(ago("2h") == 7200);
  CHECK(ago("1d") == 86400);
  CHECK(ago("1w") == 604800);
  CHECK(ago("1h30m") == 5400);
  CHECK(ago("0s") == 0);
}

TEST_CASE("a time with a zone is the same everywhere", "[since]") {
  for (const char* zone : {"UTC", "EST5", "CET-1CEST"}) {
    const LocalZone local(zone);
    CHECK(at("2026-11-22T03:04:05Z") == 1'795'316'645 * kSecond);
    CHECK(at("2026-11-22T04:04:05+01:00") == 1'795'316'645 * kSecond);
    CHECK(at("2026-11-21T22:04:05-0500") == 1'795'316'645 * kSecond);
    CHECK(at("2026-11-22T03:04:05.25Z") == 1'795'316'645 * kSecond + kSecond / 4);
  }
}

TEST_CASE("a time without a zone is local", "[since]") {
  const LocalZone local("EST5");
  CHECK(at("2026-11-21 22:04:05") == 1'795'316'645 * kSecond);
  CHECK(at("2026-11-21T22:04") == 1'795'316'640 * kSecond);
  CHECK(at("2026-11-21") == at("2026-11-21 00:00:00"));
}

TEST_CASE("what is no time is refused with examples", "[since]") {
  for (const char* text : {"",
                           "10",
                           "m",
                           "10x",
                           "-5m",
                           "10m ",
                           "1.5h",
                           "99999999999999999999s",
                           "9999999999999w",
                           "yesterday",
                           "2026",
                           "2026-11",
                           "2026-13-01",
                           "2026-02-29",
                           "2026-11-22T",
                           "2026-11-22T3:04",
                           "2026-11-22T24:00",
                           "2026-11-22T03:60",
                           "2026-11-22T03:04:05.",
                           "2026-11-22T03:04:05z",
                           "2026-11-22T03:04Zx",
                           "2026-11-22T03:04+1",
                           "0000-01-01"}) {
    CAPTURE(text);
    const Result<UnixNanos> since = parse_since(text, kNow);
    REQUIRE(since.has_error());
    CHECK(since.error().message.find("10m") != std::string::npos);
  }
  CHECK(parse_since("2024-02-29", kNow).has_value());
}
