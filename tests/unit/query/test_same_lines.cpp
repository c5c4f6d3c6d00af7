#include "lib/query/same_lines.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;

Record line(UnixNanos ts, std::string text, Stream stream = Stream::Stdout) {
  Record record;
  record.ts = ts;
  record.stream = stream;
  record.line = std::move(text);
  return record;
}

using Shown = std::vector<std::pair<std::string, std::vector<std::size_t>>>;

Shown shown(const std::vector<SharedLine>& lines) {
  Shown out;
  for (const SharedLine& one : lines) out.emplace_back(one.record.line, one.runs);
  return out;
}

}  // namespace

TEST_CASE("what several print within a second is one line, at the time of the first", "[same]") {
  SameLines same;
  same.add(0, line(1 * kSecond, "a"));
  same.add(1, line(1 * kSecond + 5, "b"));
  same.add(2, line(2 * kSecond, "a"));
  same.add(1, line(2 * kSecond + 1, "a"));  // later than a second
  CHECK(shown(same.take(2 * kSecond)).empty());
  CHECK(shown(same.take(2 * kSecond + 1)) == Shown{{"a", {0, 2}}});
  CHECK(shown(same.take_all()) == Shown{{"b", {1}}, {"a", {1}}});
  CHECK(same.take_all().empty());
}

TEST_CASE("what one prints several times is there as often", "[same]") {
  SameLines same;
  for (const std::size_t run : {0U, 1U}) {
    for (int i = 0; i < 3; ++i) same.add(run, line(kSecond + i, "x"));
  }
  same.add(0, line(kSecond + 9, "x"));
  CHECK(shown(same.take_all()) == Shown{{"x", {0, 1}}, {"x", {0, 1}}, {"x", {0, 1}}, {"x", {0}}});
}

TEST_CASE("lines of different streams or kinds are different ones", "[same]") {
  SameLines same;
  same.add(0, line(kSecond, "x"));
  same.add(1, line(kSecond, "x", Stream::Stderr));
  Record metadata = line(kSecond, "x");
  metadata.kind = Kind::Metadata;
  same.add(2, metadata);
  CHECK(same.take_all().size() == 3);
}

TEST_CASE("a line that comes late joins what is still there", "[same]") {
  SameLines same;
  same.add(0, line(5 * kSecond, "x"));
  same.add(1, line(4 * kSecond + 1, "x"));
  CHECK(shown(same.take_all()) == Shown{{"x", {0, 1}}});
}

TEST_CASE("what is held back is bounded, and none of it lost", "[same]") {
  SameLines same;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < SameLines::kMostLines * 2; ++i) {
    same.add(i % 8, line(kSecond, "line " + std::to_string(i)));
    taken += same.take(kSecond).size();
  }
  CHECK(taken == SameLines::kMostLines);
  CHECK(same.take_all().size() == SameLines::kMostLines);
  for (std::size_t i = 0; i < 40; ++i) {
    same.add(0, line(kSecond, std::to_string(i) + std::string(1UL << 20, 'x')));
    taken += same.take(kSecond).size();
  }
  CHECK(same.take_all().size() <= 17);
}
