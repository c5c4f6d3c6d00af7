#include "lib/remote/look_back.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr Time kBegin{1000s};
constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kReal = 1'700'000'000 * kSecond;
constexpr UnixNanos kOverlap = 60 * kSecond;

/// How long after its last record a record of its next nanosecond is asked for that arrives `late`, by who asks each
/// second.
int seconds_until_found(int late) {
  LookBack back;
  for (int second = 0;; ++second) {
    const UnixNanos start = back.start(kReal, kReal + second * kSecond, kBegin + second * 1s);
    if (second >= late && start == kReal) return second;
  }
}

}  // namespace

TEST_CASE("a follower asks from where it left off, at first and while that is recent", "[follow]") {
  LookBack back;
  CHECK(back.start(kReal - 3600 * kSecond, kReal, kBegin) == kReal - 3600 * kSecond);
  CHECK(back.start(kReal - 59 * kSecond, kReal + kSecond, kBegin + 1s) == kReal - 59 * kSecond);
  CHECK(back.start(kReal + 100 * kSecond, kReal, kBegin + 2s) == kReal + 100 * kSecond);  // a clock that is ahead
}

TEST_CASE("a run whose clock is minutes behind is followed, a few seconds later", "[follow]") {
  LookBack back;
  int longest = 0;
  int since = 0;
  for (int second = 0; second < 1000; ++second) {
    const UnixNanos left_off = kReal + (second - 120) * kSecond;
    const bool asked_for = back.start(left_off, kReal + second * kSecond, kBegin + second * 1s) <= left_off;
    since = asked_for ? 0 : since + 1;
    longest = std::max(longest, since);
  }
  CHECK(longest <= 2);
}

TEST_CASE("what arrives long after it was printed is found after a part of that time more", "[follow]") {
  CHECK(seconds_until_found(30) == 30);
  for (const int late : {75, 600, 3600, 36'000}) CHECK(seconds_until_found(late) <= late + late / LookBack::kPart + 2);
}

TEST_CASE("however long a run is quiet, no more is read each second than twice the overlap", "[follow]") {
  LookBack back;
  UnixNanos read = 0;
  constexpr int kDay = 86'400;
  for (int second = 0; second < kDay; ++second) {
    const UnixNanos real = kReal + second * kSecond;
    read += real - back.start(kReal, real, kBegin + second * 1s);
  }
  CHECK(read <= 2 * kOverlap * kDay);
}
