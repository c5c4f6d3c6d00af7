#include "lib/supervise/stuck_watch.hpp"

#include "lib/supervise/rendered_tail.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {
const Time kStart{1h};

/// Looks as often as the watch wants, until `end`; whether it called `consumed` stuck.
bool look_until(StuckWatch& watch, std::uint64_t consumed, Time end) {
  bool stuck = false;
  while (watch.next_look() <= end) stuck = watch.stuck(consumed, false, watch.next_look()) || stuck;
  return stuck;
}
}  // namespace

TEST_CASE("who takes nothing for five seconds is stuck", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK(watch.next_look() == kStart + 1s);
  CHECK_FALSE(look_until(watch, 100, kStart + 4s));
  CHECK_FALSE(watch.stuck(100, false, kStart + 4999ms));
  CHECK(watch.stuck(100, false, kStart + 5s));
}

TEST_CASE("who takes something and then nothing is stuck six seconds later at the latest", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  // It took something right after the beginning, which the next look tells.
  CHECK_FALSE(look_until(watch, 101, kStart + 5s));
  CHECK(watch.next_look() == kStart + 6s);
  CHECK(watch.stuck(101, false, kStart + 6s));
}

TEST_CASE("who takes nothing on purpose is not stuck", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK_FALSE(watch.stuck(100, true, kStart + 60s));
  CHECK_FALSE(look_until(watch, 100, kStart + 64s));
  CHECK(watch.stuck(100, false, kStart + 65s));
}

TEST_CASE("time in which nobody looked, because all stood still, makes nobody stuck", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK_FALSE(watch.stuck(100, false, kStart + 1h));
  CHECK_FALSE(look_until(watch, 100, kStart + 1h + 3s));
  CHECK(watch.stuck(100, false, kStart + 1h + 4s));
}

TEST_CASE("the rendered tail holds what no line stands for yet", "[rendered]") {
  RenderedTail tail;
  tail.printed("first\nsecond");
  tail.rendered(6);
  CHECK(tail.take() == "second");
  tail.printed("third");
  tail.rendered(0);
  CHECK(tail.take() == "third");
  tail.printed("x");
  tail.rendered(1);
  CHECK(tail.take().empty());
}

TEST_CASE("the rendered tail is bounded and keeps the newest", "[rendered]") {
  RenderedTail tail;
  for (int i = 0; i < 100; ++i) tail.printed(std::string(10'000, static_cast<char>('a' + i % 26)));
  const std::string kept = tail.take();
  CHECK(kept.size() <= RenderedTail::kMaxBytes);
  CHECK(kept.back() == 'a' + 99 % 26);
}
