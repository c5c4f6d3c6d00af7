#include "lib/supervise/signal_router.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {
const Time kStart{1h};

SignalEvent event(int signal, Time time = kStart) {
  return {signal, SI_USER, 42, 1000, 0, time};
}

/// As SignalIntake does it, with a sentinel that answers at once.
std::vector<RoutedSignal> decided(SignalRouter& router, Time now) {
  if (const auto question = router.question(now)) router.answered(*question);
  return router.decided(now);
}

}  // namespace

TEST_CASE("a signal that the sentinel received too went to the group", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  CHECK(router.decided(kStart).empty());
  router.seen_by_sentinel(event(SIGTERM), kStart + 1ms);
  const auto routed = router.decided(kStart + 1ms);
  REQUIRE(routed.size() == 1);
  CHECK(routed[0].reach == Reach::Group);
  CHECK_FALSE(router.next_due());
}

TEST_CASE("the sentinel may have been the first to hear of it", "[signals]") {
  SignalRouter router;
  router.seen_by_sentinel(event(SIGUSR1), kStart);
  router.received(event(SIGUSR1), kStart + 10ms);
  CHECK(decided(router, kStart + 10ms).at(0).reach == Reach::Group);
}

TEST_CASE("a signal that the sentinel has not received 100 ms later went to logwrap alone", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  CHECK(decided(router, kStart).empty());
  REQUIRE(router.next_due());
  CHECK(*router.next_due() == kStart + SignalRouter::kWait);
  CHECK(decided(router, kStart + 99ms).empty());
  CHECK(decided(router, kStart + 100ms).at(0).reach == Reach::Alone);
}

TEST_CASE("nothing is decided by time alone while the sentinel has not been heard", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  const auto first = router.question(kStart);
  REQUIRE(first);
  const auto last = router.question(kStart + 100ms);
  REQUIRE(last);
  router.answered(*first);
  CHECK(router.decided(kStart + 500ms).empty());
  router.seen_by_sentinel(event(SIGTERM), kStart + 600ms);
  router.answered(*last);
  CHECK(router.decided(kStart + 600ms).at(0).reach == Reach::Group);
}

TEST_CASE("a sentinel that answers nothing is not waited for without end", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  REQUIRE(router.question(kStart));
  REQUIRE(router.question(kStart + 100ms));
  REQUIRE(router.next_due());
  CHECK(*router.next_due() == kStart + SignalRouter::kPatience);
  CHECK(router.decided(kStart + SignalRouter::kPatience).at(0).reach == Reach::Alone);
}

TEST_CASE("an old word of the sentinel does not vouch for a new signal", "[signals]") {
  SignalRouter router;
  router.seen_by_sentinel(event(SIGUSR1), kStart);
  router.received(event(SIGUSR1), kStart + 150ms);
  CHECK(decided(router, kStart + 150ms).empty());
  CHECK(decided(router, kStart + 250ms).at(0).reach == Reach::Alone);
}

TEST_CASE("signals leave in the order in which they came", "[signals]") {
  SignalRouter router;
  router.received(event(SIGUSR1), kStart);
  router.received(event(SIGUSR2), kStart);
  router.seen_by_sentinel(event(SIGUSR2), kStart);
  CHECK(decided(router, kStart).empty());
  const auto routed = decided(router, kStart + SignalRouter::kWait);
  REQUIRE(routed.size() == 2);
  CHECK(routed[0].event.signal == SIGUSR1);
  CHECK(routed[0].reach == Reach::Alone);
  CHECK(routed[1].reach == Reach::Group);
}

TEST_CASE("each word of the sentinel vouches for one signal of those that are queued", "[signals]") {
  SignalRouter router;
  router.received(event(SIGRTMIN), kStart);
  router.received(event(SIGRTMIN), kStart);
  router.seen_by_sentinel(event(SIGRTMIN), kStart);
  CHECK(decided(router, kStart).at(0).reach == Reach::Group);
  CHECK(decided(router, kStart + SignalRouter::kWait).at(0).reach == Reach::Alone);
}

TEST_CASE("two signals to the group that reached the sentinel as one are not sent on", "[signals]") {
  SignalRouter router;
  router.received(event(SIGUSR1), kStart);
  router.received(event(SIGUSR1), kStart);
  router.seen_by_sentinel(event(SIGUSR1), kStart);
  const auto routed = decided(router, kStart);
  REQUIRE(routed.size() == 2);
  CHECK(routed[1].reach == Reach::Group);
}

TEST_CASE("two signals to the group that reached logwrap as one leave no word for a later one", "[signals]") {
  SignalRouter router;
  router.received(event(SIGUSR1, kStart + 2ms), kStart + 2ms);
  router.seen_by_sentinel(event(SIGUSR1, kStart), kStart + 3ms);
  router.seen_by_sentinel(event(SIGUSR1, kStart + 1ms), kStart + 3ms);
  CHECK(decided(router, kStart + 3ms).at(0).reach == Reach::Group);
  router.received(event(SIGUSR1, kStart + 4ms), kStart + 4ms);
  CHECK(decided(router, kStart + 4ms).empty());
  CHECK(decided(router, kStart + 104ms).at(0).reach == Reach::Alone);
}

TEST_CASE("one to logwrap that the sentinel is known not to have is not taken for a later one to the group",
          "[signals]") {
  SignalRouter router;
  router.received(event(SIGUSR1), kStart);
  CHECK(decided(router, kStart).empty());
  router.received(event(SIGUSR1, kStart + 30ms), kStart + 30ms);
  router.seen_by_sentinel(event(SIGUSR1, kStart + 30ms), kStart + 30ms);
  CHECK(decided(router, kStart + 30ms).empty());
  const auto routed = decided(router, kStart + 100ms);
  REQUIRE(routed.size() == 2);
  CHECK(routed[0].reach == Reach::Alone);
  CHECK(routed[1].reach == Reach::Group);
}

TEST_CASE("a signal that is sent to each process by itself reaches the job that way", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTERM), kStart);
  CHECK(decided(router, kStart).empty());  // the sentinel has answered, and is sent it only later
  router.seen_by_sentinel(event(SIGTERM, kStart + 20ms), kStart + 20ms);
  CHECK(decided(router, kStart + 20ms).at(0).reach == Reach::Group);
}

TEST_CASE("CONT takes back a stop of which the sentinel has not been heard", "[signals]") {
  SignalRouter router;
  router.received(event(SIGTSTP), kStart);
  router.received(event(SIGCONT), kStart);
  router.seen_by_sentinel(event(SIGCONT), kStart);
  const auto routed = decided(router, kStart);
  REQUIRE(routed.size() == 1);
  CHECK(routed[0].event.signal == SIGCONT);
}

TEST_CASE("without a sentinel nothing waits", "[signals]") {
  SignalRouter router;
  router.sentinel_gone();
  router.received(event(SIGTERM), kStart);
  CHECK(router.decided(kStart).at(0).reach == Reach::Alone);
}
