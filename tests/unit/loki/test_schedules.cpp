// Any schedule of answers: a model of a server that takes, refuses, delays, forgets to answer, and what the batcher and
// the deliveries make of it.

#include <set>
#include <sstream>

#include "lib/loki/delivery.hpp"
#include "lib/loki/push.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/loki/draw.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;

/// Stores what it is sent as Loki does, with faults drawn from a seed.
class Server {
 public:
  explicit Server(std::uint64_t seed) : draw_(seed), most_bytes_(300 + draw_.below(5000)) {}

  Answer push(const StreamId& stream, const Batch& batch) {
    if (draw_.one_in(8)) return {0, "connection refused", ""};
    if (draw_.one_in(10)) return passing();
    if (batch.text.size() > most_bytes_) return too_big();
    const Answer answer = take(stream, batch);
    if (draw_.one_in(8)) return {0, "timed out", ""};  // taken, but the client never hears of it
    return answer;
  }

  std::map<StreamId, std::vector<std::uint64_t>> stored;
  std::set<std::uint64_t> refused;

 private:
  Answer passing() {
    constexpr std::array<int, 7> statuses = {429, 500, 502, 503, 260, 401, 408};
    return {statuses.at(draw_.below(statuses.size())), "later", draw_.one_in(3) ? "1" : ""};
  }
  Answer too_big() {
    if (draw_.one_in(2)) return {413, "too large", ""};
    return {500, "grpc: received message larger than max (5 vs. 4)", ""};
  }

  /// One entry in 50 is poison to the shared streams: refused whenever it comes. One stream in the shared set has newer
  /// entries of somebody else's: what is older than the bound is too far behind there.
  Answer take(const StreamId& stream, const Batch& batch) {
    std::size_t poison = 0;
    std::size_t behind = 0;
    for (const Batch::Entry& entry : batch.entries) {
      if (entry.seq % 50 == 7) {
        ++poison;
        refused.insert(entry.seq);
      } else if (!stream.late && stream.stream == Stream::Stderr && entry.ts < kBound) {
        ++behind;
      } else {
        store(stream, entry.seq);
      }
    }
    if (behind > 0) return behind_answer(behind, batch.entries.size() - poison);
    if (poison > 0) {
      return {400, std::to_string(poison) + " errors like: Max entry size '1' bytes exceeded for stream '{}' while",
              ""};
    }
    return {204, "", ""};
  }

  void store(const StreamId& stream, std::uint64_t seq) {
    std::vector<std::uint64_t>& seqs = stored[stream];
    if (std::find(seqs.begin(), seqs.end(), seq) == seqs.end()) seqs.push_back(seq);
  }

  static Answer behind_answer(std::size_t count, std::size_t total) {
    std::ostringstream text;
    text
        << "entry with timestamp 2023-11-14 22:13:19 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp "
           "is: 2023-11-14T22:13:19Z, oldest acceptable timestamp is: 2023-11-14T22:13:20Z',\nuser 'fake', total "
           "ignored: "
        << count << " out of " << total << " for stream: {}";
    return {400, text.str(), ""};
  }

  static constexpr UnixNanos kBound = 1'700'000'000 * kSecond + kSecond / 3;
  test::Draw draw_;
  std::size_t most_bytes_;
};

/// What a shipper does, without its sockets.
class Shipper {
 public:
  Shipper(std::uint64_t seed, Server& server) : seed_(seed), server_(server) {}

  void add(const StreamId& stream, const EncodedEntry& entry) {
    const Delivery& to = delivery(stream);
    Batcher& batcher = batchers_.try_emplace(stream, stream).first->second;
    if (auto closed = batcher.add(entry, now_, to.max_batch_bytes() / 100)) push(*closed);
  }

  /// Until all is settled. Time passes only where nothing can be sent.
  void run() {
    for (auto& [stream, batcher] : batchers_) push(batcher.take());
    for (int attempts = 0; !idle(); ++attempts) {
      REQUIRE(attempts < 100'000);
      bool sent = false;
      for (auto& [stream, delivery] : deliveries_) sent |= send(stream, delivery);
      if (!sent) now_ = *next_start();
    }
  }

  std::map<StreamId, std::vector<std::uint64_t>> settled;
  std::size_t refused = 0;

 private:
  Delivery& delivery(const StreamId& stream) {
    return deliveries_.try_emplace(stream, seed_ ^ stream.late).first->second;
  }
  void push(Batch batch) { delivery(batch.stream).push(std::move(batch)); }
  bool idle() {
    return std::all_of(deliveries_.begin(), deliveries_.end(), [](const auto& each) { return each.second.idle(); });
  }
  std::optional<Time> next_start() {
    std::optional<Time> first;
    for (const auto& [stream, delivery] : deliveries_) {
      const auto next = delivery.next_start();
      if (next && (!first || *next < *first)) first = next;
    }
    return first;
  }

  bool send(const StreamId& stream, Delivery& delivery) {
    const Batch* const batch = delivery.start(now_);
    if (batch == nullptr) return false;
    REQUIRE(batch->stream == stream);
    const Answer answer = server_.push(stream, *batch);
    Delivery::Outcome outcome = delivery.answered(answer, now_, 0);
    if (!outcome.settled) return true;
    REQUIRE(outcome.refused + outcome.late.size() <= outcome.settled->entries.size());
    refused += outcome.refused;
    for (const Batch::Entry& entry : outcome.settled->entries) settled[stream].push_back(entry.seq);
    if (outcome.late.empty()) return true;
    Batch late{{stream.stream, stream.kind, true}, {}, {}};
    for (const Batch::Entry& entry : outcome.late) late.append({entry.ts, entry.seq, std::string(entry.bytes, 'x')});
    push(std::move(late));
    return true;
  }

  std::uint64_t seed_;
  Server& server_;  // outlives the shipper
  std::map<StreamId, Batcher> batchers_;
  std::map<StreamId, Delivery> deliveries_;
  Time now_{};
};

bool increasing(const std::vector<std::uint64_t>& seqs) {
  return std::adjacent_find(seqs.begin(), seqs.end(), std::greater_equal<>()) == seqs.end();
}

void play(std::uint64_t seed) {
  CAPTURE(seed);
  test::Draw draw(seed);
  Server server(seed * 31);
  Shipper shipper(seed, server);
  constexpr std::uint64_t kEntries = 400;
  UnixNanos ts = 1'700'000'000 * kSecond - 2 * kSecond;
  for (std::uint64_t seq = 1; seq <= kEntries; ++seq) {
    ts += 1 + static_cast<UnixNanos>(draw.below(20'000'000));
    const StreamId stream{draw.one_in(2) ? Stream::Stdout : Stream::Stderr, Kind::Log, false};
    shipper.add(stream, {ts, seq, std::string(1 + draw.below(200), 'x')});
  }
  shipper.run();

  std::set<std::uint64_t> all = server.refused;
  for (const auto& [stream, seqs] : server.stored) {
    REQUIRE(increasing(seqs));
    for (const std::uint64_t seq : seqs) REQUIRE(all.insert(seq).second);  // nothing twice, stored and refused neither
  }
  REQUIRE(all.size() == kEntries);                    // nothing missing
  REQUIRE(shipper.refused == server.refused.size());  // and all accounted for
  for (const auto& [stream, seqs] : shipper.settled) REQUIRE(increasing(seqs));
}

}  // namespace

TEST_CASE("any schedule of answers delivers in order and accounts for every entry", "[loki][property]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) play(seed);
}
