#include "lib/remote/time_parts.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kDay = 86'400 * kSecond;
constexpr UnixNanos kReal = 1'700'000'000 * kSecond + 123;

}  // namespace

TEST_CASE("a range that is short is one part, of whole seconds", "[parts]") {
  CHECK(parts_of({kReal, kReal}).empty());
  CHECK(parts_of({kReal, kReal + 1}) == std::vector<TimeRange>{{kReal + 1 - kSecond, kReal + 1}});
  CHECK(parts_of({kReal, kReal + 30 * kDay}) == std::vector<TimeRange>{{kReal, kReal + 30 * kDay}});
}

TEST_CASE("a run of months is asked about in parts, nothing between them lost or there twice", "[parts]") {
  const TimeRange range{kReal, kReal + 100 * kDay + 7};
  const std::vector<TimeRange> parts = parts_of(range);
  REQUIRE(parts.size() == 4);
  CHECK(parts.front().end == range.end);
  CHECK(parts.back().start == range.start + 7 - kSecond);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CHECK(parts[i].end - parts[i].start <= kLongestPart);
    CHECK((parts[i].end - parts[i].start) % kSecond == 0);
    if (i > 0) CHECK(parts[i].end == parts[i - 1].start);
  }
}
