// Any schedule of faults, and any number of shippers that are killed: every record arrives, once, in order.
#include <random>

#include "tests/unit/ship/ship_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

class Schedule {
 public:
  Schedule(ShippedRun& run, std::uint32_t seed) : run_(run), random_(seed) {}

  void go() {
    int printed = 0;
    for (int step = 0; step < 300; ++step) {
      for (int lines = chance(3) ? 0 : static_cast<int>(random_() % 40); lines > 0; --lines) {
        const std::string text = std::to_string(++printed) + std::string(random_() % 3000, 'x');
        run_.print(text, chance(4) ? Stream::Stderr : Stream::Stdout);
      }
      if (chance(2)) run_.flush();
      run_.round([this](const RunShipper::Request& request) { return answer(request); });
      if (chance(15)) {
        if (!answers_are_lost_) run_.save();
        run_.restart();
      }
      if (!answers_are_lost_ && chance(50)) others_print();
      run_.pass(chance(40) ? std::chrono::minutes(20) : std::chrono::milliseconds(random_() % 2000));
    }
  }

 private:
  /// Another rank, which shares the streams, is further on than this one.
  void others_print() {
    for (auto& [labels, ts] : run_.loki.newest) {
      if (labels.find("late=") == std::string::npos) ts = run_.real_now;
    }
  }
  bool chance(std::uint32_t one_in) { return random_() % one_in == 0; }

  Answer answer(const RunShipper::Request& request) {
    if (chance(200)) down_ = !down_;
    if (down_) return kDown;
    switch (random_() % 10) {
      case 0:
        return kDown;
      case 1:
        return {429, "rate limit", ""};
      case 2:
        return {503, "", ""};
      case 3:
        if (decode_push(request.body)->entries.size() == 1) return run_.store(request);
        return {413, "too large", ""};
      case 4:
        if (!answers_are_lost_) return {500, "empty ring", ""};
        (void)run_.store(request);
        return kDown;
      default:
        return run_.store(request);
    }
  }

  ShippedRun& run_;
  std::mt19937 random_;
  bool down_ = false;
  // What was stored without our knowing, and is then too far behind for the shared stream, goes to the late one as
  // well: rather twice than never. So here it is one or the other.
  const bool answers_are_lost_ = chance(2);
};

}  // namespace

TEST_CASE("whatever the server answers and whenever shippers are killed, every record arrives in order",
          "[ship][property]") {
  for (std::uint32_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    ShippedRun run;
    Schedule(run, seed).go();
    run.finish();
    const ReadBack journal(run.run);
    REQUIRE(run.loki.entries() == journal.records.size());
    CHECK(run.loki.in_order());
    CHECK(run.loki.lines("test") == journal.lines());
    CHECK(run.shipper->sent().stored == journal.records.size());
    CHECK(run.shipper->sent().refused == 0);
    CHECK(run.shipper->sent().missing == 0);
  }
}
