#include "lib/recorder/backpressure.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMB = 1'000'000;
constexpr std::uint64_t kLimit = 1'000 * kMB;
constexpr std::uint64_t kRecord = 100;  // bytes

/// A job that prints as fast as it may, and a Loki that takes `sends` bytes of the journal a second. A byte of output
/// makes two of the journal.
struct Simulation {
  explicit Simulation(OnFull on_full = OnFull::Drop) : backpressure(on_full, kLimit, 32 * kMB) {}

  Backpressure backpressure;
  Time now{1h};
  double sends = 0;          ///< bytes a second
  bool answers_come = true;  ///< also without sending anything: "too much at once"
  double prints = 100e6;     ///< bytes a second, at most
  std::uint64_t printed = 0;
  std::uint64_t written = 0;
  double sent = 0;
  std::uint64_t answers = 0;

  [[nodiscard]] Backpressure::Written all() const { return {written, written / kRecord}; }

  /// A second, in steps of 10 ms. Answers the bytes printed.
  std::uint64_t second() {
    const std::uint64_t before = printed;
    for (int step = 0; step < 100; ++step) {
      now += 10ms;
      sent = std::min(sent + sends / 100, static_cast<double>(written));
      if (answers_come && step % 25 == 0) ++answers;
      if (step % 10 == 0)
        backpressure.look({answers, static_cast<std::uint64_t>(sent) / kRecord, unsent()}, all(), now);
      if (backpressure.pause(now) > 0ns) continue;
      const auto bytes = static_cast<std::uint64_t>(prints / 100);
      printed += bytes;
      written += 2 * bytes;
      backpressure.took(bytes, all(), now);
    }
    return printed - before;
  }
  std::uint64_t seconds(int count) {
    std::uint64_t bytes = 0;
    for (int i = 0; i < count; ++i) bytes = second();
    return bytes;
  }
  [[nodiscard]] std::uint64_t unsent() const { return written - static_cast<std::uint64_t>(sent); }
};

}  // namespace

TEST_CASE("a Loki that is slower but moves slows the job down to its pace, and the backlog stays bounded",
          "[backpressure]") {
  Simulation simulation;
  simulation.sends = 20e6;
  const std::uint64_t printed = simulation.seconds(60);
  CHECK(printed > 7 * kMB);
  CHECK(printed < 12 * kMB);
  CHECK(simulation.unsent() < 2 * Backpressure::kHighWater);
  CHECK(simulation.seconds(60) > 7 * kMB);
  CHECK(simulation.unsent() < 2 * Backpressure::kHighWater);
}

TEST_CASE("a job that prints less than Loki takes is not slowed down", "[backpressure]") {
  Simulation simulation;
  simulation.sends = 20e6;
  simulation.prints = 5e6;
  CHECK(simulation.seconds(30) == 5 * kMB);
}

TEST_CASE("a job is never made slower than a megabyte a second while answers come", "[backpressure]") {
  Simulation simulation;
  simulation.sends = 1000;
  const std::uint64_t printed = simulation.seconds(60);
  CHECK(printed >= 900'000);
  CHECK(printed <= 2 * kMB);
}

TEST_CASE("a server that only answers that it is too much at once counts as moving", "[backpressure]") {
  Simulation simulation;
  simulation.sends = 0;
  CHECK(simulation.seconds(60) <= 2 * kMB);
}

TEST_CASE("while nothing moves the job is not slowed down", "[backpressure]") {
  Simulation simulation;
  simulation.answers_come = false;
  CHECK(simulation.seconds(60) == 100 * kMB);
}

TEST_CASE("an outage after a slow time lets the job go at its own pace within seconds", "[backpressure]") {
  Simulation simulation;
  simulation.sends = 10e6;
  REQUIRE(simulation.seconds(30) < 20 * kMB);
  simulation.answers_come = false;
  simulation.sends = 0;
  CHECK(simulation.seconds(8) == 100 * kMB);
}

TEST_CASE("little that is unsent slows nothing down", "[backpressure]") {
  Simulation simulation;
  simulation.sends = 1000;
  simulation.prints = 100'000;
  CHECK(simulation.seconds(30) == 100'000);
}

TEST_CASE("a journal full of what is unsent stops the job where that was chosen, until something is sent",
          "[backpressure]") {
  Simulation simulation(OnFull::Throttle);
  simulation.answers_come = false;
  simulation.seconds(30);
  CHECK(simulation.second() == 0);
  CHECK(simulation.unsent() <= kLimit);
  CHECK(simulation.unsent() > kLimit - 64 * kMB);
  simulation.answers_come = true;
  simulation.sends = 20e6;
  CHECK(simulation.seconds(3) > 0);
}

TEST_CASE("little is taken at a time where a full journal is near and would stop the job", "[backpressure]") {
  Backpressure waits(OnFull::Throttle, kLimit, 32 * kMB);
  CHECK(waits.most_at_once(256'000) == 256'000);
  waits.look({0, 0, 960 * kMB}, {960 * kMB, 1}, Time{1h});
  CHECK(waits.most_at_once(256'000) < 10'000);
  Backpressure drops(OnFull::Drop, kLimit, 32 * kMB);
  drops.look({0, 0, 960 * kMB}, {960 * kMB, 1}, Time{1h});
  CHECK(drops.most_at_once(256'000) == 256'000);
}

TEST_CASE("what was written since sent.json counts as unsent, however old that is when it is seen", "[backpressure]") {
  Backpressure waits(OnFull::Throttle, kLimit, 32 * kMB);
  const Time now{1h};
  for (std::uint64_t mb = 1; mb <= 967; ++mb) waits.took(kMB, {mb * kMB, mb}, now);
  waits.look({0, 0, 5 * kMB}, {967 * kMB, 967}, now);  // written when all but 5 MB of a shorter journal was unsent
  CHECK(waits.pause(now) == 0ns);
  waits.took(kMB, {968 * kMB, 968}, now);
  CHECK(waits.pause(now) > 0ns);
  waits.look({0, 100, 5 * kMB}, {968 * kMB, 968}, now);
  CHECK(waits.pause(now) == 0ns);
}

TEST_CASE("the rest of an ended job's output waits for room only while Loki moves", "[backpressure]") {
  Backpressure waits(OnFull::Throttle, kLimit, 32 * kMB);
  const Time now{1h};
  waits.took(kMB, {968 * kMB, 968}, now);
  CHECK(waits.pause(now) > 0ns);
  CHECK(waits.pause_at_end(now) == 0ns);
  waits.look({1, 0, 0}, {968 * kMB, 968}, now);
  CHECK(waits.pause_at_end(now) > 0ns);
  CHECK(waits.pause_at_end(now + 6s) == 0ns);
}

TEST_CASE("a full journal does not stop the job unless that was chosen", "[backpressure]") {
  Simulation simulation(OnFull::Drop);
  simulation.answers_come = false;
  CHECK(simulation.seconds(30) == 100 * kMB);
}
