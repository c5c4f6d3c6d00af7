#include "lib/ship/flow.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

EncodedEntry entry(std::uint64_t seq, std::size_t bytes = 10) {
  return {static_cast<UnixNanos>(seq), seq, std::string(bytes, 'x')};
}

const Time kStart{1h};

}  // namespace

TEST_CASE("a batch that lingers grows while another is under way", "[ship]") {
  Flow flow({}, 0, 1);
  flow.add(entry(1), kStart);
  flow.close_due(kStart + Batcher::kLinger);
  const Batch* batch = flow.start(kStart + Batcher::kLinger);
  REQUIRE(batch != nullptr);
  flow.add(entry(2), kStart + Batcher::kLinger);
  flow.close_due(kStart + 5s);
  CHECK(flow.waiting() == batch->text.size());
  (void)flow.answered({204, "", ""}, kStart + 5s, 0);
  flow.close_due(kStart + 5s);
  batch = flow.start(kStart + 5s);
  REQUIRE(batch != nullptr);
  CHECK(batch->entries.front().seq == 2);
}

TEST_CASE("a flow has no room while a batch waits behind another", "[ship]") {
  Flow flow({}, 0, 1);
  for (std::uint64_t seq = 1; flow.has_room(); ++seq) {
    flow.add(entry(seq, 1000), kStart);
    REQUIRE(seq < 1000);
  }
  CHECK(flow.waiting() > Batcher::kMaxBatchBytes);
  CHECK(flow.waiting() <= 2 * Batcher::kMaxBatchBytes);
}

TEST_CASE("what an earlier shipper attempted is one batch again, however long ago and whatever follows", "[ship]") {
  Flow flow({}, 3, 1);
  for (std::uint64_t seq = 1; seq <= 5; ++seq) flow.add(entry(seq), kStart);
  const Batch* batch = flow.start(kStart);
  REQUIRE(batch != nullptr);
  CHECK(batch->entries.size() == 3);
  CHECK(flow.attempted() == 3);
}

TEST_CASE("an attempted batch whose last record has gone is closed by what follows it", "[ship]") {
  Flow flow({}, 3, 1);
  flow.add(entry(1), kStart);
  CHECK(flow.start(kStart) == nullptr);
  CHECK_FALSE(flow.empty());
  flow.add(entry(4), kStart);
  const Batch* batch = flow.start(kStart);
  REQUIRE(batch != nullptr);
  CHECK(batch->entries.size() == 1);
}

TEST_CASE("a batch spans half an hour at most", "[ship]") {
  Flow flow({}, 0, 1);
  constexpr UnixNanos minute = 60'000'000'000;
  for (std::uint64_t i = 0; i < 4; ++i) flow.add({static_cast<UnixNanos>(i) * 11 * minute, i + 1, "x"}, kStart);
  flow.close();
  const Batch* batch = flow.start(kStart);
  REQUIRE(batch != nullptr);
  CHECK(batch->entries.size() == 3);
}

TEST_CASE("nothing is due while an answer is waited for", "[ship]") {
  Flow flow({}, 0, 1);
  CHECK_FALSE(flow.next_due().has_value());
  flow.add(entry(1), kStart);
  CHECK(flow.next_due() == kStart + Batcher::kLinger);
  flow.close();
  CHECK(flow.next_due().value() <= kStart);
  (void)flow.start(kStart);
  CHECK_FALSE(flow.next_due().has_value());
  (void)flow.answered({503, "", ""}, kStart, 0);
  CHECK(flow.next_due().has_value());
}
