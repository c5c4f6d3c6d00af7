#include "lib/base/literal_finder.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using logwrap::LiteralFinder;

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
  CHECK(found({"ab", "cd"}, "cdabab") == Found{{1, 0}, {0, 2}, {0, 4}});
  CHECK(found({"abc", "ab", "abd"}, "abcabd") == Found{{0, 0}, {1, 0}, {1, 3}, {2, 3}});
  CHECK(found({"aa"}, "aaaa") == Found{{0, 0}, {0, 1}, {0, 2}});
  CHECK(found({"\xFF\xFE!"}, "x\xFF\xFE!") == Found{{0, 1}});
}

TEST_CASE("a literal that is cut off at the end of the text is not found", "[base]") {
  CHECK(found({"abc"}, "ab").empty());
  CHECK(found({"abc"}, "").empty());
  CHECK(found({"abc"}, "a").empty());
  CHECK(found({}, "abc").empty());
}
