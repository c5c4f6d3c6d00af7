#include <random>
#include <set>

#include "lib/journal/seq_ranges.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("ranges that meet become one", "[sent]") {
  SeqRanges ranges;
  ranges.add({5, 7});
  ranges.add({10, 12});
  CHECK(ranges.all() == std::vector<SeqRange>{{5, 7}, {10, 12}});
  ranges.add({8, 9});
  CHECK(ranges.all() == std::vector<SeqRange>{{5, 12}});
  CHECK(ranges.first() == 5);
  CHECK(ranges.containing(9) == SeqRange{5, 12});
  CHECK_FALSE(ranges.contains(13));
  CHECK_FALSE(SeqRanges().first().has_value());
}

TEST_CASE("a range upside down is left out", "[sent]") {
  CHECK(SeqRanges({{3, 2}, {1, 0}}).empty());
}

TEST_CASE("what was removed from the middle leaves two ranges", "[sent]") {
  SeqRanges ranges({{1, 10}});
  ranges.remove({4, 5});
  CHECK(ranges.all() == std::vector<SeqRange>{{1, 3}, {6, 10}});
  ranges.remove({1, 20});
  CHECK(ranges.empty());
}

TEST_CASE("ranges hold what a set of numbers would", "[sent][property]") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    SeqRanges ranges;
    std::set<std::uint64_t> model;
    for (int step = 0; step < 20; ++step) {
      const std::uint64_t first = 1 + random() % 40;
      const SeqRange range{first, first + random() % 8};
      const bool adds = random() % 3 != 0;
      adds ? ranges.add(range) : ranges.remove(range);
      for (std::uint64_t seq = range.first; seq <= range.last; ++seq) {
        if (adds) model.insert(seq);
        if (!adds) model.erase(seq);
      }
    }
    for (std::uint64_t seq = 0; seq < 60; ++seq) CHECK(ranges.contains(seq) == model.contains(seq));
    CHECK(ranges.first().value_or(0) == (model.empty() ? 0 : *model.begin()));
    CHECK(SeqRanges(ranges.all()) == ranges);
  }
}
