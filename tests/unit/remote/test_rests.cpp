#include "lib/remote/rests.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

TEST_CASE("a question that is not answered is asked three times more, after rests that grow", "[remote]") {
  Rests rests;
  Time now{1h};
  CHECK(rests.over(now));
  for (const auto rest : {500ms, 1000ms, 2000ms}) {
    REQUIRE(rests.again(now));
    CHECK_FALSE(rests.over(now + rest - 1ms));
    now += rest;
    CHECK(rests.over(now));
  }
  CHECK_FALSE(rests.again(now));
}

TEST_CASE("an answer begins the rests anew", "[remote]") {
  Rests rests;
  const Time now{1h};
  for (int i = 0; i < 20; ++i) {
    REQUIRE(rests.again(now));
    CHECK(rests.over(now + 500ms));
    rests.answered();
  }
}
