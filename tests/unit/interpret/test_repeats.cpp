#include "lib/interpret/repeats.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

using Seen = Repeats::Seen;

Time at(std::chrono::milliseconds since) {
  return Time{} + since;
}

}  // namespace

TEST_CASE("a line that comes again is counted, with its first and last time", "[repeats]") {
  Repeats repeats;
  CHECK(repeats.add("same", at(1s)) == Seen::New);
  CHECK_FALSE(repeats.take());
  CHECK(repeats.add("same", at(2s)) == Seen::Repeat);
  CHECK(repeats.add("same", at(3s)) == Seen::Repeat);
  CHECK(repeats.add("other", at(4s)) == Seen::New);
  const auto count = repeats.take();
  REQUIRE(count);
  CHECK(count->times == 2);
  CHECK(count->first == at(2s));
  CHECK(count->last == at(3s));
  CHECK_FALSE(repeats.take());
}

TEST_CASE("lines that differ in any character are different", "[repeats]") {
  Repeats repeats;
  CHECK(repeats.add("loss 0.1", at(1s)) == Seen::New);
  CHECK(repeats.add("loss 0.10", at(1s)) == Seen::New);
  CHECK(repeats.add("loss 0.1", at(1s)) == Seen::New);
  CHECK(repeats.add("loss 0.1 ", at(1s)) == Seen::New);
}

TEST_CASE("of empty lines in a row one is new, and the others are not told", "[repeats]") {
  Repeats repeats;
  CHECK(repeats.add("", at(1s)) == Seen::New);
  CHECK(repeats.add("", at(1s)) == Seen::Blank);
  CHECK(repeats.add("", at(1s)) == Seen::Blank);
  CHECK_FALSE(repeats.take());
  CHECK(repeats.add(" ", at(1s)) == Seen::New);
}

TEST_CASE("a count is told thirty seconds after its first at the latest, and then begins anew", "[repeats]") {
  Repeats repeats;
  (void)repeats.add("same", at(0s));
  CHECK_FALSE(repeats.due());
  (void)repeats.add("same", at(10s));
  (void)repeats.add("same", at(20s));
  CHECK(repeats.due() == at(40s));
  CHECK(repeats.take()->times == 2);
  CHECK_FALSE(repeats.due());
  CHECK(repeats.add("same", at(41s)) == Seen::Repeat);
  CHECK(repeats.due() == at(71s));
}

TEST_CASE("after an interruption a line is new", "[repeats]") {
  Repeats repeats;
  (void)repeats.add("same", at(0s));
  repeats.interrupt();
  CHECK(repeats.add("same", at(0s)) == Seen::New);
}
