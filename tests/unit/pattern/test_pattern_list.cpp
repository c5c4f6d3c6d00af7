#include "lib/pattern/pattern_list.hpp"

#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("a list has one pattern a line, and blank lines are none", "[pattern]") {
  std::vector<std::pair<std::string, int>> lines;
  each_line("one\r\n\n \t\n  two \nthree",
            [&](std::string_view line, int number) { lines.emplace_back(line, number); });
  CHECK(lines == std::vector<std::pair<std::string, int>>{{"one", 1}, {"  two ", 4}, {"three", 5}});
}

TEST_CASE("a pattern that cannot be used is named", "[pattern]") {
  CHECK_FALSE(pattern_problem("corp-[0-9]+\n\nother"));
  CHECK_FALSE(pattern_problem(""));
  const auto open = pattern_problem("fine\n(open\nother");
  REQUIRE(open);
  CHECK(open->line == 2);
  CHECK(open->pattern == "(open");
  CHECK(open->why == "missing ): (open");
  const auto anything = pattern_problem("a*");
  REQUIRE(anything);
  CHECK(anything->why == "it matches the empty text, and so everywhere");
}

TEST_CASE("a rule is what begins, and what goes on where that is said", "[pattern]") {
  CHECK(rule_of("^panic").begins == "^panic");
  CHECK_FALSE(rule_of("^panic").goes_on);
  CHECK(rule_of("a => b => c").begins == "a");
  CHECK(rule_of("a => b => c").goes_on == "b => c");
  CHECK_FALSE(rule_problem("^[0-9] => .*\n\n^panic"));
  REQUIRE(rule_problem("^[0-9] => .*\n^panic => (open"));
  CHECK(rule_problem("^[0-9] => .*\n^panic => (open")->line == 2);
  CHECK(rule_problem(".* => x")->why == "it matches the empty text, and so everywhere");
}
