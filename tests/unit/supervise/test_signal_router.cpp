#include "lib/supervise/signal_router.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {
const Time kStart{1h};
SignalEvent event(int signal) {
  return {signal, SI_USER, 42, 0};
}
}  // namespace

TEST_CASE("a signal that the sentinel received too went to the group", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  CHECK(router.decided(kStart).empty());
  router.seen_by_sentinel(event(SIGTERM), kStart + 1ms);
  const auto decided = router.decided(kStart + 1ms);
  REQUIRE(decided.size() == 1);
  CHECK(decided[0].reach == Reach::Group);
  CHECK_FALSE(router.next_due());
}

TEST_CASE("the sentinel may have been the first to hear of it", "[signals]") {
  SignalRouter router;
  router.seen_by_sentinel(event(SIGUSR1), kStart);
  router.received(event(SIGUSR1), kStart + 10ms);
  const auto decided = router.decided(kStart + 10ms);
  REQUIRE(decided.size() == 1);
  CHECK(decided[0].reach == Reach::Group);
}

TEST_CASE("a signal that the sentinel does not receive within 50 ms went to logwrap alone", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  REQUIRE(router.next_due());
  CHECK(*router.next_due() == kStart + SignalRouter::kWait);
  CHECK(router.decided(kStart + 49ms).empty());
  const auto decided = router.decided(kStart + 50ms);
  REQUIRE(decided.size() == 1);
  CHECK(decided[0].reach == Reach::Alone);
}

TEST_CASE("an old word of the sentinel does not vouch for a new signal", "[signals]") {
  SignalRouter router;
  router.seen_by_sentinel(event(SIGUSR1), kStart);
  router.received(event(SIGUSR1), kStart + 2s);
  CHECK(router.decided(kStart + 2s).empty());
  CHECK(router.decided(kStart + 2s + SignalRouter::kWait).at(0).reach == Reach::Alone);
}

TEST_CASE("signals leave in the order in which they came", "[signals]") {
  SignalRouter router;
  router.received(event(SIGUSR1), kStart);
  router.received(event(SIGUSR2), kStart);
  router.seen_by_sentinel(event(SIGUSR2), kStart);
  CHECK(router.decided(kStart).empty());
  const auto decided = router.decided(kStart + SignalRouter::kWait);
  REQUIRE(decided.size() == 2);
  CHECK(decided[0].event.signal == SIGUSR1);
  CHECK(decided[0].reach == Reach::Alone);
  CHECK(decided[1].reach == Reach::Group);
}

TEST_CASE("each word of the sentinel vouches for one signal", "[signals]") {
  SignalRouter router;
  router.received(event(SIGRTMIN), kStart);
  router.received(event(SIGRTMIN), kStart);
  router.seen_by_sentinel(event(SIGRTMIN), kStart);
  const auto decided = router.decided(kStart + SignalRouter::kWait);
  REQUIRE(decided.size() == 2);
  CHECK(decided[0].reach == Reach::Group);
  CHECK(decided[1].reach == Reach::Alone);
}

TEST_CASE("without a sentinel nothing waits", "[signals]") {
  SignalRouter router;
  router.sentinel_gone();
  router.received(event(SIGTERM), kStart);
  CHECK(router.decided(kStart).at(0).reach == Reach::Alone);
}
