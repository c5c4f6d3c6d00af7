#include "lib/supervise/stuck_watch.hpp"

#include "lib/supervise/rendered_tail.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {
const Time kStart{1h};
}

TEST_CASE("who takes nothing for five seconds is stuck", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK_FALSE(watch.stuck(100, false, kStart + 4999ms));
  CHECK(watch.stuck(100, false, kStart + 5s));
}

TEST_CASE("any progress starts the five seconds anew", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK_FALSE(watch.stuck(101, false, kStart + 4s));
  CHECK_FALSE(watch.stuck(101, false, kStart + 8s));
  CHECK(watch.next_look() == kStart + 9s);
  CHECK(watch.stuck(101, false, kStart + 9s));
}

TEST_CASE("who takes nothing on purpose is not stuck", "[stuck]") {
  StuckWatch watch;
  watch.begin(100, kStart);
  CHECK_FALSE(watch.stuck(100, true, kStart + 60s));
  CHECK_FALSE(watch.stuck(100, false, kStart + 64s));
  CHECK(watch.stuck(100, false, kStart + 65s));
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
