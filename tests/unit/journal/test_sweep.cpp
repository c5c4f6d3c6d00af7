#include "lib/journal/sweep.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

RetentionLimits limits(std::uint64_t total) {
  RetentionLimits out;
  out.total = total;
  out.min_free = 0;
  return out;
}

constexpr FreeSpace kPlenty{90, 100};

/// The runs that are removed by a sweep in parts of `at_once` runs each, in this order.
std::vector<std::string> swept(std::vector<RunUsage> runs, FreeSpace space, const RetentionLimits& limits,
                               std::size_t at_once = ~std::size_t{0}) {
  std::vector<std::string> removed;
  Sweep::Position at;
  do {
    Sweep sweep(parse_position(to_text(at)), space, limits);
    std::vector<std::string> ids;
    for (const RunUsage& run : runs) ids.push_back(run.id);
    for (std::size_t i = 0; i < at_once; ++i) {
      const std::string* const id = sweep.next(ids);
      if (id == nullptr) break;
      const auto run = std::ranges::find(runs, *id, &RunUsage::id);
      if (run == runs.end()) continue;  // it went in this part
      if (sweep.round() == Sweep::Round::Measuring) {
        sweep.measured(run->bytes);
      } else if (sweep.wants(*run)) {
        sweep.removed(*run);
        space.available += run->bytes;
        removed.push_back(*id);
        runs.erase(run);
      }
    }
    at = sweep.position();
  } while (at.round != Sweep::Round::Over);
  return removed;
}

/// In the manner of run ids, which a position is read back with.
std::string id(char letter) {
  return std::string("20261122-030405-k3v9qx7") + letter;
}

std::vector<std::string> ids(std::string_view letters) {
  std::vector<std::string> out;
  for (const char letter : letters) out.push_back(id(letter));
  return out;
}

}  // namespace

TEST_CASE("within the bounds nothing goes", "[sweep]") {
  CHECK(swept({{id('a'), 10, true}, {id('b'), 10, true}}, kPlenty, limits(20)).empty());
  CHECK(swept({}, kPlenty, limits(0)).empty());
}

TEST_CASE("beyond the bound the oldest removable runs go, and no more than needed", "[sweep]") {
  const std::vector<RunUsage> runs = {
      {id('a'), 10, true}, {id('b'), 10, false}, {id('c'), 10, true}, {id('d'), 10, true}};
  CHECK(swept(runs, kPlenty, limits(30)) == ids("a"));
  CHECK(swept(runs, kPlenty, limits(29)) == ids("ac"));
  CHECK(swept(runs, kPlenty, limits(0)) == ids("acd"));
}

TEST_CASE("what Loki has not got goes last", "[sweep]") {
  const std::vector<RunUsage> runs = {
      {id('a'), 10, true, true}, {id('b'), 10, true}, {id('c'), 10, true, true}, {id('d'), 10, true}};
  CHECK(swept(runs, kPlenty, limits(25)) == ids("bd"));
  CHECK(swept(runs, kPlenty, limits(15)) == ids("bda"));
}

TEST_CASE("where the file system is almost full runs go until enough is free", "[sweep]") {
  const std::vector<RunUsage> runs = {{id('a'), 2, true}, {id('b'), 2, true}, {id('c'), 2, true}};
  RetentionLimits tight = limits(1000);
  tight.min_free = 0.05;
  CHECK(swept(runs, {2, 100}, tight) == ids("ab"));
  CHECK(swept(runs, {5, 100}, tight).empty());
  CHECK(swept(runs, {0, 0}, tight).empty());
  constexpr std::uint64_t kGiB = 1ULL << 30;
  CHECK(swept(runs, {11 * kGiB, 100'000 * kGiB}, tight).empty());
  CHECK(swept(runs, {9 * kGiB, 100'000 * kGiB}, tight) == ids("abc"));
}

TEST_CASE("where space becomes short while runs are measured, they go before all are", "[sweep]") {
  RetentionLimits tight = limits(1000);
  tight.min_free = 0.05;
  const std::vector<std::string> runs = ids("ab");
  Sweep first({}, kPlenty, tight);
  REQUIRE(first.next(runs) != nullptr);
  first.measured(10);
  Sweep second(first.position(), {2, 100}, tight);
  CHECK(*second.next(runs) == id('a'));
  CHECK(second.wants({id('a'), 10, true}));
}

TEST_CASE("a sweep in any parts removes what one in one part does", "[sweep][property]") {
  std::mt19937 draw(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<RunUsage> runs;
    for (char letter = 'a'; letter <= 'h'; ++letter) {
      if (draw() % 4 != 0) runs.push_back({id(letter), draw() % 20, draw() % 3 != 0, draw() % 3 == 0});
    }
    RetentionLimits some = limits(draw() % 150);
    some.min_free = 0.05;
    const FreeSpace space{draw() % 2 == 0 ? 90 : draw() % 40, 100};
    CHECK(swept(runs, space, some, 1 + draw() % 5) == swept(runs, space, some));
  }
}

TEST_CASE("what is no position is where a sweep begins", "[sweep]") {
  for (const std::string_view text : {"", "\n", "over", "measuring", "measuring x \n", "removing -1 \n",
                                      "removing 7 ../../etc\n", "sweeping 7 \n", "7"}) {
    CHECK(parse_position(text).round == Sweep::Round::Over);
  }
  const Sweep::Position read = parse_position("removing 7 " + id('a') + "\nand what a longer line left");
  CHECK(read.round == Sweep::Round::Removing);
  CHECK(read.behind == id('a'));
  CHECK(read.bytes == 7);
}
