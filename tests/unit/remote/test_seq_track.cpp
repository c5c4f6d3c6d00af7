#include "lib/remote/seq_track.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr Time kNow{std::chrono::seconds(1000)};
constexpr std::chrono::seconds kPatience{10};

SeqTrack track() {
  return {SeqTrack::Begins::AtTheFirst, SeqTrack::Gaps::Matter};
}

}  // namespace

TEST_CASE("whatever comes again is known, in any order", "[seq]") {
  std::mt19937 random(3);
  SeqTrack seen = track();
  std::vector<std::uint64_t> order;
  for (std::uint64_t seq = 1; seq <= 500; ++seq) order.insert(order.end(), {seq, seq});
  std::shuffle(order.begin(), order.end(), random);
  int fresh = 0;
  for (const std::uint64_t seq : order) fresh += seen.add(seq, static_cast<UnixNanos>(seq), kNow) ? 1 : 0;
  CHECK(fresh == 500);
  CHECK(seen.through() == 500);
  CHECK(seen.resume() == 500);
  CHECK_FALSE(seen.has_gap());
}

TEST_CASE("what is missing is asked for again, until it is given up", "[seq]") {
  SeqTrack seen = track();
  REQUIRE((seen.add(1, 10, kNow) && seen.add(2, 20, kNow) && seen.add(5, 50, kNow) && seen.add(8, 80, kNow)));
  CHECK(seen.resume() == 20);
  CHECK_FALSE(seen.give_up(kNow + kPatience / 2, kPatience));
  CHECK(seen.give_up(kNow + kPatience, kPatience) == SeqTrack::Missing{3, 4});
  CHECK(seen.through() == 5);
  CHECK(seen.resume() == 50);
  CHECK_FALSE(seen.give_up(kNow + kPatience, kPatience));  // the second gap has its own time
  CHECK(seen.give_up(kNow + kPatience * 2, kPatience) == SeqTrack::Missing{6, 7});
  CHECK_FALSE(seen.has_gap());
  CHECK_FALSE(seen.add(3, 30, kNow));  // too late
}

TEST_CASE("what comes late closes its gap", "[seq]") {
  SeqTrack seen = track();
  REQUIRE((seen.add(1, 10, kNow) && seen.add(3, 30, kNow)));
  REQUIRE(seen.add(2, 20, kNow));
  CHECK(seen.resume() == 30);
  CHECK_FALSE(seen.give_up(kNow + kPatience, kPatience));
}

TEST_CASE("a run whose first records are not there lacks them, unless its beginning was not asked for", "[seq]") {
  SeqTrack whole = track();
  REQUIRE(whole.add(4, 40, kNow));
  CHECK_FALSE(whole.resume());
  CHECK(whole.give_up(kNow, std::chrono::seconds(0)) == SeqTrack::Missing{1, 3});
  SeqTrack part(SeqTrack::Begins::Anywhere, SeqTrack::Gaps::Matter);
  REQUIRE(part.add(4, 40, kNow));
  CHECK_FALSE(part.has_gap());
}

TEST_CASE("where records are left out on purpose no gap is one", "[seq]") {
  SeqTrack some(SeqTrack::Begins::AtTheFirst, SeqTrack::Gaps::AreWanted);
  CHECK((some.add(4, 40, kNow) && some.add(9, 90, kNow) && !some.add(9, 90, kNow)));
  CHECK_FALSE(some.has_gap());
}

TEST_CASE("beyond a gap not everything is kept for ever", "[seq]") {
  SeqTrack seen = track();
  for (std::uint64_t seq = 2; seq < SeqTrack::kMostBeyond + 4; ++seq) REQUIRE(seen.add(seq, 1, kNow));
  CHECK(seen.give_up(kNow, kPatience) == SeqTrack::Missing{1, 1});
  CHECK(seen.through() == SeqTrack::kMostBeyond + 3);
}
