#include "lib/remote/pager.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// A Loki with bounds, in memory.
struct Server {
  std::vector<UnixNanos> times;  // sorted
  std::size_t most_entries = 5000;
  std::size_t most_bytes = 4UL << 20;
  std::size_t entry_bytes = 100;
  UnixNanos most_span = 721LL * 3600 * 1'000'000'000;

  [[nodiscard]] std::pair<Verdict, std::vector<UnixNanos>> answer(const Pager::Ask& ask) const {
    if (ask.end - ask.start > most_span) return {Verdict::RangeTooLong, {}};
    if (ask.limit > most_entries) return {Verdict::TooManyEntries, {}};
    std::vector<UnixNanos> page;
    for (auto at = std::lower_bound(times.begin(), times.end(), ask.start);
         at != times.end() && *at < ask.end && page.size() < ask.limit; ++at)
      page.push_back(*at);
    if (page.size() * entry_bytes > most_bytes) return {Verdict::TooBig, {}};
    return {Verdict::Given, page};
  }
};

/// All that is read; nothing where the pager gave up.
std::vector<UnixNanos> read_all(const Server& server, Pager pager) {
  std::vector<UnixNanos> all;
  for (int asked = 0; !pager.done(); ++asked) {
    REQUIRE(asked < 100'000);
    const auto [verdict, page] = server.answer(pager.ask());
    if (verdict != Verdict::Given) {
      if (!pager.refused(verdict)) return {};
      continue;
    }
    Pager::Page seen{page.size(), 0, 0, page.size() * server.entry_bytes};
    if (!page.empty()) {
      seen.first = page.front();
      seen.last = page.back();
    }
    const auto cut = pager.answered(seen);
    if (!cut) return {};
    for (const UnixNanos time : page) {
      if (time < *cut) all.push_back(time);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("whatever the times and the limits, each entry is read once", "[pager]") {
  std::mt19937 random(7);
  const auto draw = [&random](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
  for (int round = 0; round < 300; ++round) {
    Server server;
    const int together = draw(1, 30);  // entries that may share a time
    UnixNanos time = 1000;
    for (int i = draw(0, 400); i > 0; --i) {
      time += draw(0, 3) == 0 ? draw(1, 1000) : 0;
      for (int j = draw(1, together); j > 0; --j) server.times.push_back(time);
      ++time;
    }
    server.most_entries = static_cast<std::size_t>(draw(together + 1, 100));
    server.entry_bytes = static_cast<std::size_t>(draw(1, 1000));
    server.most_bytes = server.entry_bytes * static_cast<std::size_t>(draw(together + 1, 200));
    PageLimits limits;
    limits.first = static_cast<std::size_t>(draw(1, 50));
    limits.bytes = static_cast<std::size_t>(draw(1, 10'000));
    INFO("round " << round);
    const std::vector<UnixNanos> read = read_all(server, Pager(0, time + 10, limits));
    CHECK(read == server.times);
  }
}

TEST_CASE("a range has its first moment and not its last", "[pager]") {
  Server server;
  server.times = {9, 10, 19, 20};
  CHECK(read_all(server, Pager(10, 20)) == std::vector<UnixNanos>{10, 19});
  CHECK(read_all(server, Pager(20, 10)).empty());
}

TEST_CASE("a long range is asked for in parts that the server looks at", "[pager]") {
  Server server;
  constexpr UnixNanos kDay = 86'400LL * 1'000'000'000;
  for (UnixNanos day = 0; day < 400; ++day) server.times.push_back(day * kDay + 5);
  CHECK(read_all(server, Pager(0, 400 * kDay)) == server.times);
  server.most_span = 3600LL * 1'000'000'000;
  CHECK(read_all(server, Pager(0, 400 * kDay)) == server.times);
}

TEST_CASE("answers that are too big become smaller, and larger again", "[pager]") {
  Pager pager(0, 1'000'000'000);
  const std::size_t first = pager.ask().limit;
  REQUIRE(pager.refused(Verdict::TooBig));
  CHECK(pager.ask().limit == first / 2);
  REQUIRE(pager.answered({first / 2, 1, 1000, 1000}).has_value());
  CHECK(pager.ask().limit == first * 2);
  CHECK(pager.ask().start == 1000);
}

TEST_CASE("an entry that cannot be had alone ends it", "[pager]") {
  Pager pager(0, 1'000);
  int refusals = 0;
  while (pager.refused(Verdict::TooBig)) REQUIRE(++refusals < 100);
  CHECK(refusals > 5);
}

TEST_CASE("more entries of one time than the server ever gives are an error, not a loss", "[pager]") {
  Server server;
  server.times.assign(6000, 500);
  Pager pager(0, 1000);
  while (true) {
    const auto [verdict, page] = server.answer(pager.ask());
    REQUIRE(verdict == Verdict::Given);
    const auto cut = pager.answered({page.size(), 500, 500, page.size()});
    if (!cut) {
      CHECK_THAT(cut.error().message, contains_text("have one time"));
      break;
    }
    CHECK(*cut == 500);
  }
}
