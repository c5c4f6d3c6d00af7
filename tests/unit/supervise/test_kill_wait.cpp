#include "lib/supervise/kill_wait.hpp"

#include "tests/support/catch.hpp"

namespace logwrap {

using namespace std::chrono_literals;

TEST_CASE("where nobody kills all of the time may be spent", "[kill_wait]") {
  KillWait wait(std::nullopt);
  wait.told_to_end(Time(1s));
  CHECK(wait.at_most(10min, Time(30s)) == 10min);
}

TEST_CASE("a quarter of the time from TERM to KILL may be spent after the job, and never more than was wanted",
          "[kill_wait]") {
  const KillWait wait(30s);
  CHECK(wait.at_most(10s, Time(1h)) == 7500ms);
  CHECK(wait.at_most(2s, Time(1h)) == 2s);
}

TEST_CASE("after a TERM nothing is spent beyond three quarters of the time to KILL", "[kill_wait]") {
  KillWait wait(20s);
  wait.told_to_end(Time(100s));
  wait.told_to_end(Time(110s));  // a second one does not put the KILL off
  CHECK(wait.at_most(10s, Time(100s)) == 5s);
  CHECK(wait.at_most(10s, Time(112s)) == 3s);
  CHECK(wait.at_most(10s, Time(115s)) == 0s);
  CHECK(wait.at_most(10s, Time(200s)) == 0s);
}

}  // namespace logwrap
