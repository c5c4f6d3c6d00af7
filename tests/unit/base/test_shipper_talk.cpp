#include "lib/base/shipper_talk.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap::shipper_talk;

TEST_CASE("lines are a word and the rest, however they are cut on the way", "[talk]") {
  const std::string text = "settled 12\nnotice Loki takes nothing: 401\nstop\n\nunfinished";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    LineInput input;
    std::vector<Words> lines;
    for (std::size_t at = 0; at < text.size(); at += step) {
      for (Words& line : input.take(std::string_view(text).substr(at, step))) lines.push_back(std::move(line));
    }
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].word == kSettled);
    CHECK(lines[0].rest == "12");
    CHECK(lines[1].rest == "Loki takes nothing: 401");
    CHECK(lines[2].word == kStop);
    CHECK(lines[2].rest.empty());
    CHECK(lines[3].word.empty());
  }
}

TEST_CASE("a line beyond the bound is passed over and the next one is read", "[talk]") {
  LineInput input;
  CHECK(input.take(std::string(100'000, 'x')).empty());
  const std::vector<Words> lines = input.take("x\nstop\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].word == kStop);
}
