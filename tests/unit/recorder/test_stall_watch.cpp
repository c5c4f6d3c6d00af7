#include "lib/recorder/stall_watch.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;
using News = StallWatch::News;

namespace {
const Time kStart = Time{} + 1h;
}

TEST_CASE("a job that prints nothing has stalled once, and goes on once", "[recorder]") {
  StallWatch watch(10min, kStart);
  CHECK(watch.next_due() == kStart + 10min);
  CHECK(watch.look("", kStart + 10min) == News::Stalled);
  CHECK(watch.silence() == 10min);
  CHECK_FALSE(watch.next_due());
  watch.printed(kStart + 25min);
  CHECK(watch.next_due() == kStart + 10min + StallWatch::kLookAgain);
  CHECK(watch.look("1 line", kStart + 25min) == News::GoesOn);
  CHECK(watch.silence() == 25min);
  CHECK(watch.next_due() == kStart + 35min);
  CHECK(watch.look("1 line", kStart + 35min) == News::Stalled);
}

TEST_CASE("a job whose lines or bars move is looked at, and has not stalled", "[recorder]") {
  StallWatch watch(8min, kStart);
  for (int minute = 1; minute < 60; ++minute) {
    watch.printed(kStart + minute * 1min);
    REQUIRE(watch.next_due());
    CHECK(*watch.next_due() <= kStart + minute * 1min);
    CHECK(watch.look(std::to_string(minute), kStart + minute * 1min) == News::None);
  }
}

TEST_CASE("a spinner that turns is printed, and nothing moves", "[recorder]") {
  StallWatch watch(8min, kStart);
  Time now = kStart;
  News news = News::None;
  while (news == News::None) {
    now += 30s;
    watch.printed(now);
    if (now >= *watch.next_due()) news = watch.look("spinner", now);
    REQUIRE(now < kStart + 20min);
  }
  CHECK(news == News::Stalled);
  // That it stands there at all was movement.
  CHECK(watch.silence() >= 8min);
  CHECK(now < kStart + 10min);
  watch.printed(now + 2s);
  CHECK(watch.look("spinner", now + 2s) == News::None);
  watch.printed(now + 4s);
  CHECK(watch.look("done", now + 4s) == News::GoesOn);
}

TEST_CASE("what is not watched costs nothing", "[recorder]") {
  StallWatch watch(std::nullopt, kStart);
  watch.printed(kStart + 1h);
  CHECK_FALSE(watch.next_due());
  CHECK(watch.look("", kStart + 2h) == News::None);
}
