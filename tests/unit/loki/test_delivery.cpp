#include "lib/loki/delivery.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

Batch batch_of(std::uint64_t first, std::uint64_t last, std::size_t bytes = 100) {
  Batch batch;
  for (std::uint64_t seq = first; seq <= last; ++seq) {
    batch.append({static_cast<UnixNanos>(seq), seq, std::string(bytes, 'x')});
  }
  return batch;
}

/// Sends what is due, a year later than all that came before, and answers it.
struct Wire {
  Delivery delivery{1};
  Time now{};

  Batch sent() {
    now += 24h * 365;
    const Batch* const batch = delivery.start(now);
    REQUIRE(batch != nullptr);
    return *batch;
  }
  Delivery::Outcome answer(int status, std::string body = "", std::string retry_after = "") {
    return delivery.answered({status, std::move(body), std::move(retry_after)}, now, 0);
  }
};

}  // namespace

TEST_CASE("one request is in flight at a time", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 2));
  wire.delivery.push(batch_of(3, 4));
  CHECK(wire.sent() == batch_of(1, 2));
  CHECK(wire.delivery.in_flight());
  CHECK(wire.delivery.start(wire.now) == nullptr);
  CHECK(!wire.delivery.next_start());
  CHECK(wire.answer(204).settled == batch_of(1, 2));
  CHECK(wire.sent() == batch_of(3, 4));
  CHECK(wire.answer(204).settled == batch_of(3, 4));
  CHECK(wire.delivery.idle());
  CHECK(wire.delivery.waiting() == 0);
}

TEST_CASE("a batch that failed is sent again, the same, before anything newer", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 2));
  wire.delivery.push(batch_of(3, 4));
  for (const int status : {0, 500, 503, 429, 260, 401}) {
    CHECK(wire.sent() == batch_of(1, 2));
    CHECK(!wire.answer(status).settled);
  }
  CHECK(wire.delivery.waiting() == 400);
}

TEST_CASE("after a failure nothing is sent before the backoff is over", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 2));
  (void)wire.sent();
  (void)wire.answer(503, "", "20");
  const std::optional<Time> next = wire.delivery.next_start();
  REQUIRE(next);
  CHECK(*next == wire.now + 20s);
  CHECK(wire.delivery.start(*next - 1ns) == nullptr);
  CHECK(wire.delivery.start(*next) != nullptr);
}

TEST_CASE("a pause is long, and ends", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 2));
  (void)wire.sent();
  CHECK(wire.answer(401, "no org id").verdict == Verdict::Pause);
  CHECK(*wire.delivery.next_start() >= wire.now + Backoff::kLongest / 2);
  CHECK(*wire.delivery.next_start() <= wire.now + Backoff::kLongest);
}

TEST_CASE("what is too big is split until it passes, at once and in order", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 4));
  CHECK(wire.sent() == batch_of(1, 4));
  CHECK(wire.answer(413).verdict == Verdict::TooBig);
  CHECK(*wire.delivery.next_start() <= wire.now);
  CHECK(wire.sent() == batch_of(1, 2));
  (void)wire.answer(413);
  for (std::uint64_t seq : {1U, 2U}) {
    CHECK(wire.sent() == batch_of(seq, seq));
    (void)wire.answer(204);
  }
  CHECK(wire.sent() == batch_of(3, 4));
  CHECK(wire.answer(204).settled == batch_of(3, 4));
  CHECK(wire.delivery.idle());
}

TEST_CASE("a single entry that is too big is refused, and what follows goes on", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 1));
  wire.delivery.push(batch_of(2, 2));
  (void)wire.sent();
  const Delivery::Outcome outcome = wire.answer(413, "too large");
  CHECK(outcome.settled == batch_of(1, 1));
  CHECK(outcome.refused == 1);
  CHECK(outcome.says == "413: too large");
  CHECK(wire.sent() == batch_of(2, 2));
}

TEST_CASE("a batch beyond the burst limit is halved after 429 came three times", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 4));
  for (int i = 0; i < 3; ++i) {
    CHECK(wire.sent() == batch_of(1, 4));
    (void)wire.answer(429);
  }
  CHECK(wire.sent() == batch_of(1, 2));
}

TEST_CASE("what the server takes in one request is learned, and tried again in small steps", "[loki]") {
  Wire wire;
  CHECK(wire.delivery.max_batch_bytes() == Batcher::kMaxBatchBytes);
  wire.delivery.push(batch_of(1, 2, 100'000));
  for (int i = 0; i < 3; ++i) {
    (void)wire.sent();
    (void)wire.answer(429);
  }
  CHECK(wire.delivery.max_batch_bytes() == 100'000);
  std::size_t last = 0;
  for (std::uint64_t seq = 3; seq < 60; ++seq) {
    wire.delivery.push(batch_of(seq, seq));
    (void)wire.sent();
    (void)wire.answer(204);
    CHECK(wire.delivery.max_batch_bytes() >= last);
    last = wire.delivery.max_batch_bytes();
  }
  CHECK(last == Batcher::kMaxBatchBytes);
}

TEST_CASE("a size that the server cannot take is not tried again", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 2, 100'000));
  (void)wire.sent();
  (void)wire.answer(413);
  for (std::uint64_t seq = 3; seq < 60; ++seq) {
    wire.delivery.push(batch_of(seq, seq));
    (void)wire.sent();
    (void)wire.answer(204);
  }
  CHECK(wire.delivery.max_batch_bytes() == 100'000);
}

TEST_CASE("what was refused is settled with the server's words, and the next goes on at once", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 3));
  wire.delivery.push(batch_of(4, 4));
  (void)wire.sent();
  const auto outcome = wire.answer(
      400, "2 errors like: entry for stream '{}' has timestamp too old: x, oldest acceptable timestamp is: y");
  CHECK(outcome.settled == batch_of(1, 3));
  CHECK(outcome.refused == 2);
  CHECK(outcome.says.find("400: 2 errors like") == 0);
  CHECK(*wire.delivery.next_start() <= wire.now);
}

TEST_CASE("what is too far behind is handed back for the late stream", "[loki]") {
  Wire wire;
  wire.delivery.push(batch_of(1, 3));
  (void)wire.sent();
  const auto outcome = wire.answer(400,
                                   "entry with timestamp 1970-01-01 00:00:00.000000001 +0000 UTC ignored, reason: "
                                   "'entry too far behind, entry timestamp "
                                   "is: 1970-01-01T00:00:00Z, oldest acceptable timestamp is: "
                                   "1970-01-01T00:00:00Z',\nuser 'fake', total ignored: 2 out "
                                   "of 3 for stream: {}");
  CHECK(outcome.settled == batch_of(1, 3));
  CHECK(outcome.refused == 0);
  CHECK(outcome.late == batch_of(1, 2).entries);
}
