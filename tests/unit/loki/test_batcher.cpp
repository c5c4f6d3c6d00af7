#include "lib/loki/batcher.hpp"
#include "lib/loki/push.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/loki/draw.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr StreamId kOut{Stream::Stdout, Kind::Log, false};

EncodedEntry entry_of(std::uint64_t seq, std::size_t bytes = 100) {
  return {static_cast<UnixNanos>(seq), seq, std::string(bytes, 'x')};
}

std::vector<std::uint64_t> seqs(const Batch& batch) {
  std::vector<std::uint64_t> out;
  for (const Batch::Entry& entry : batch.entries) out.push_back(entry.seq);
  return out;
}

using Seqs = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a batch grows to its bound and not beyond", "[loki]") {
  Batcher batcher(kOut);
  CHECK(!batcher.add(entry_of(1), Time{}, 250));
  CHECK(!batcher.add(entry_of(2), Time{}, 250));
  const auto closed = batcher.add(entry_of(3), Time{}, 250);
  REQUIRE(closed);
  CHECK(seqs(*closed) == Seqs{1, 2});
  CHECK(closed->text.size() == 200);
  CHECK(seqs(batcher.take()) == Seqs{3});
}

TEST_CASE("an entry that is larger than the bound is a batch of its own", "[loki]") {
  Batcher batcher(kOut);
  CHECK(!batcher.add(entry_of(1, 1000), Time{}, 250));
  CHECK(seqs(*batcher.add(entry_of(2), Time{}, 250)) == Seqs{1});
}

TEST_CASE("a batch is due a while after its first entry", "[loki]") {
  static_assert(Batcher::kLinger <= 1s);
  Batcher batcher(kOut);
  CHECK(batcher.empty());
  CHECK(!batcher.due());
  (void)batcher.add(entry_of(1), Time{10s});
  (void)batcher.add(entry_of(2), Time{10700ms});
  CHECK(batcher.due() == Time{10s} + Batcher::kLinger);
  CHECK(batcher.first_ts() == 1);
  const Batch taken = batcher.take();
  CHECK(taken.stream == kOut);
  CHECK(seqs(taken) == Seqs{1, 2});
  CHECK(batcher.empty());
  CHECK(!batcher.due());
}

TEST_CASE("the time of a batch that begins with the entry that closed another counts from then", "[loki]") {
  Batcher batcher(kOut);
  (void)batcher.add(entry_of(1), Time{1s}, 150);
  const auto closed = batcher.add(entry_of(2), Time{2s}, 150);
  REQUIRE(closed);
  CHECK(closed->stream == kOut);
  CHECK(batcher.due() == Time{2s} + Batcher::kLinger);
  CHECK(batcher.first_ts() == 2);
  CHECK(batcher.take().stream == kOut);
}

TEST_CASE("a batch is split into halves of about the same size, in order", "[loki]") {
  Batch batch{kOut, {}, {}};
  for (std::uint64_t seq = 1; seq <= 5; ++seq) batch.append(entry_of(seq));
  const auto [first, second] = halves(batch);
  CHECK(seqs(first) == Seqs{1, 2});
  CHECK(seqs(second) == Seqs{3, 4, 5});
  CHECK(first.text.size() == 200);
  CHECK(second.text.size() == 300);
  CHECK(first.stream == kOut);
}

TEST_CASE("each half has an entry, however large one of them is", "[loki]") {
  for (const std::size_t large : {1U, 2U}) {
    Batch batch{kOut, {}, {}};
    batch.append(entry_of(1, large == 1 ? 1000 : 1));
    batch.append(entry_of(2, large == 2 ? 1000 : 1));
    const auto [first, second] = halves(batch);
    CHECK(seqs(first) == Seqs{1});
    CHECK(seqs(second) == Seqs{2});
  }
}

TEST_CASE("a batch is pushed as the same bytes each time", "[loki]") {
  Batch batch{kOut, {}, {}};
  for (std::uint64_t seq = 1; seq <= 3; ++seq) {
    EncodedEntry entry{static_cast<UnixNanos>(seq), seq, {}};
    append_entry(entry.bytes, entry.ts, "line", "");
    batch.append(entry);
  }
  const std::string body = push_body("{a=\"b\"}", batch);
  CHECK(body == push_body("{a=\"b\"}", batch));
  const Push push = decode_push(body).value();
  CHECK(push.labels == "{a=\"b\"}");
  CHECK(push.entries.size() == 3);
}

TEST_CASE("batches keep order and bounds, and lose nothing", "[loki][property]") {
  test::Draw draw(11);
  for (int round = 0; round < 200; ++round) {
    Batcher batcher(kOut);
    Time now{};
    const std::size_t limit = 1 + draw.below(2000);
    std::uint64_t got = 0;
    const auto take = [&](const Batch& batch) {
      REQUIRE(!batch.entries.empty());
      REQUIRE((batch.text.size() <= limit || batch.entries.size() == 1));
      std::size_t bytes = 0;
      for (const Batch::Entry& entry : batch.entries) {
        bytes += entry.bytes;
        REQUIRE(entry.seq == ++got);
      }
      REQUIRE(bytes == batch.text.size());
    };
    for (std::uint64_t seq = 1; seq <= 300; ++seq) {
      if (auto closed = batcher.add(entry_of(seq, 1 + draw.below(500)), now, limit)) take(*closed);
      now += std::chrono::milliseconds(draw.below(100));
      if (*batcher.due() <= now) take(batcher.take());
    }
    if (!batcher.empty()) take(batcher.take());
    REQUIRE(got == 300);
  }
}
