#include "lib/base/literal_finder.hpp"

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace logwrap;

namespace {

using Found = std::vector<std::pair<std::size_t, std::size_t>>;

Found found(const std::vector<std::string>& literals, std::string_view text) {
  LiteralFinder finder;
  for (std::size_t i = 0; i < literals.size(); ++i) finder.add(literals[i], i);
  Found out;
  finder.find(text, [&out](std::size_t id, std::string_view, std::size_t at) { out.emplace_back(id, at); });
  return out;
}

}  // namespace

TEST_CASE("every place of every literal is found, in the order of the text", "[base]") {
  CHECK(found({"abx", "cdy"}, "cdyabxabx") == Found{{1, 0}, {0, 3}, {0, 6}});
  CHECK(found({"abcd", "abc", "abd"}, "abcdabd") == Found{{0, 0}, {1, 0}, {2, 4}});
  CHECK(found({"aaa"}, "aaaaa") == Found{{0, 0}, {0, 1}, {0, 2}});
  CHECK(found({"\xFF\xFE!"}, "x\xFF\xFE!") == Found{{0, 1}});
}

TEST_CASE("a literal that is cut off at the end of the text is not found", "[base]") {
  CHECK(found({"abc"}, "ab").empty());
  CHECK(found({"abc"}, "xab").empty());
  CHECK(found({"abc"}, "").empty());
  CHECK(found({"abc"}, "a").empty());
  CHECK(found({}, "abc").empty());
}

TEST_CASE("what is found is what a search for each literal at each place finds", "[base][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 2000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    std::mt19937 random(first + round);
    const auto letters = [&random](std::size_t size) {
      std::string text;
      while (text.size() < size) text += static_cast<char>('a' + random() % 3);
      return text;
    };
    std::vector<std::string> literals;
    for (std::size_t i = random() % 6; i > 0; --i) literals.push_back(letters(3 + random() % 3));
    const std::string text = letters(random() % (random() % 50 == 0 ? 3000 : 40));
    Found expected;
    for (std::size_t at = 0; at < text.size(); ++at) {
      for (std::size_t id = 0; id < literals.size(); ++id) {
        if (text.compare(at, literals[id].size(), literals[id]) == 0) expected.emplace_back(id, at);
      }
    }
    CHECK(found(literals, text) == expected);
  }
}
