#include "lib/supervise/alarm.hpp"

#include <thread>

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

/// Both have come due when the first is asked: Asio has taken both from its queue by then.
void run_once_due(boost::asio::io_context& io) {
  std::this_thread::sleep_for(5ms);
  io.run();
}

}  // namespace

TEST_CASE("an alarm that was stopped calls nobody, though its time had come", "[alarm]") {
  boost::asio::io_context io;
  Alarm first(io);
  Alarm second(io);
  bool called = false;
  first.set(1ms, [&] { second.stop(); });
  second.set(1ms, [&] { called = true; });
  run_once_due(io);
  CHECK_FALSE(called);
  CHECK_FALSE(second.is_set());
}

TEST_CASE("an alarm that was set anew calls the new one only, though the old one's time had come", "[alarm]") {
  boost::asio::io_context io;
  Alarm first(io);
  Alarm second(io);
  int old = 0;
  int anew = 0;
  first.set(1ms, [&] { second.set(1ms, [&] { ++anew; }); });
  second.set(1ms, [&] { ++old; });
  run_once_due(io);
  CHECK(old == 0);
  CHECK(anew == 1);
}

TEST_CASE("an alarm may be set again where it calls", "[alarm]") {
  boost::asio::io_context io;
  Alarm alarm(io);
  int calls = 0;
  std::function<void()> again = [&] {
    CHECK_FALSE(alarm.is_set());
    if (++calls < 3) alarm.set(0ms, again);
  };
  alarm.set(0ms, again);
  CHECK(alarm.is_set());
  io.run();
  CHECK(calls == 3);
}
