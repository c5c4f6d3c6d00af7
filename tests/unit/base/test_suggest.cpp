#include "lib/base/suggest.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("the distance counts letters that are missing, added, changed or swapped", "[suggest]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("logs", "logs") == 0);
  CHECK(edit_distance("", "logs") == 4);
  CHECK(edit_distance("lgs", "logs") == 1);
  CHECK(edit_distance("loggs", "logs") == 1);
  CHECK(edit_distance("lags", "logs") == 1);
  CHECK(edit_distance("lgos", "logs") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the distance is the same in both directions", "[suggest]") {
  const std::vector<std::string> words = {"", "a", "ab", "ba", "--follow", "--folow", "--flolow", "runs", "metrics"};
  for (const auto& a : words) {
    for (const auto& b : words) CHECK(edit_distance(a, b) == edit_distance(b, a));
  }
}

TEST_CASE("the nearest word is named when it is near", "[suggest]") {
  const std::vector<std::string> options = {"--follow", "--grep", "--since", "--stream"};
  CHECK(nearest_word("--folow", options) == "--follow");
  CHECK(nearest_word("--steram", options) == "--stream");
  CHECK(nearest_word("--follow", options) == "--follow");
}

TEST_CASE("no word is named when none is near", "[suggest]") {
  const std::vector<std::string> options = {"--follow", "-f", "x"};
  CHECK(nearest_word("-g", options).empty());
  CHECK(nearest_word("--colour", options).empty());
  CHECK(nearest_word("y", options).empty());
  CHECK(nearest_word("", options).empty());
  CHECK(nearest_word(std::string(100000, 'a'), options).empty());
}
