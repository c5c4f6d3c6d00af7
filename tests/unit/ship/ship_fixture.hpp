// What the shipper's tests share: a run with a journal, and a Loki that is a map.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lib/identity/attributes.hpp"
#include "lib/loki/push.hpp"
#include "lib/ship/run_shipper.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace logwrap::test {

inline constexpr UnixNanos kSecond = 1'000'000'000;
inline constexpr UnixNanos kMinute = 60 * kSecond;

/// Takes pushes as Loki does: an entry that is there already, in time and text, is no new one, and one that is more
/// than an hour older than the newest of its stream is refused.
struct FakeLoki {
  std::map<std::string, std::vector<Entry>> streams;  // by their labels' text, in the order of arrival
  std::map<std::string, UnixNanos> newest;            // of a stream, other runs' entries included
  std::size_t pushes = 0;
  std::size_t repeated = 0;

  Answer take(const std::string& body) {
    ++pushes;
    const Push push = decode_push(body).value();
    std::size_t behind = 0;
    for (const Entry& entry : push.entries) {
      UnixNanos& last = newest[push.labels];
      if (entry.ts < last - 60 * kMinute) {
        ++behind;
      } else {
        keep(streams[push.labels], entry);
        last = std::max(last, entry.ts);
      }
    }
    if (behind == 0) return {204, "", ""};
    return {
        400,
        "entry with timestamp 2026-11-22 03:04:05 +0000 UTC ignored, reason: 'entry too far behind, entry timestamp "
        "is: 2026-11-22T03:04:05Z, oldest acceptable timestamp is: 2026-11-22T03:04:05Z',\nuser 'fake', total "
        "ignored: " +
            std::to_string(behind) + " out of " + std::to_string(push.entries.size()) + " for stream: {a=\"b\"}",
        ""};
  }
  void keep(std::vector<Entry>& stream, const Entry& entry) {
    const auto same = [&entry](const Entry& other) { return other.ts == entry.ts && other.line == entry.line; };
    if (std::any_of(stream.rbegin(), stream.rend(), same)) {
      ++repeated;
    } else {
      stream.push_back(entry);
    }
  }
  /// Of the streams whose labels hold `part`, in order of time.
  [[nodiscard]] std::vector<std::string> lines(const std::string& part) const {
    std::map<UnixNanos, std::string> found;
    for (const auto& [labels, entries] : streams) {
      if (labels.find(part) == std::string::npos) continue;
      for (const Entry& entry : entries) found[entry.ts] = entry.line;
    }
    std::vector<std::string> out;
    for (const auto& [ts, text] : found) out.push_back(text);
    return out;
  }
  [[nodiscard]] std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& [labels, stream] : streams) count += stream.size();
    return count;
  }
  /// Each stream's entries arrived in the order of their times.
  [[nodiscard]] bool in_order() const {
    return std::all_of(streams.begin(), streams.end(), [](const auto& stream) {
      return std::is_sorted(stream.second.begin(), stream.second.end(),
                            [](const Entry& a, const Entry& b) { return a.ts < b.ts; });
    });
  }
};

/// A run that is recorded and shipped, on a clock of its own.
struct ShippedRun {
  explicit ShippedRun(std::uint64_t segment = 16UL << 20) : writer(make_writer(segment)) {}

  Fixture fixture;
  Run run = fixture.run();
  RunStreams streams{place({{"service_name", "test"}}, {}).value(), fixture.info.id};
  JournalWriter writer;
  FakeLoki loki;
  Time now{std::chrono::hours(1)};
  UnixNanos real_now = fixture.info.start;
  JournalReader::Writer alive = JournalReader::Writer::Alive;
  Sent saved;  // as sent.json would hold it
  std::unique_ptr<RunShipper> shipper = start_shipper();

  JournalWriter make_writer(std::uint64_t segment) {
    JournalWriter::Options options;
    options.limits.segment = segment;
    options.limits.flush_at = segment;
    options.limits.min_free = 0;
    return JournalWriter::open(fixture.run(), options).value();
  }
  std::unique_ptr<RunShipper> start_shipper() { return std::make_unique<RunShipper>(run, streams, saved, 1); }
  /// The shipper is killed, and another one goes on with what was saved.
  void restart() { shipper = start_shipper(); }

  void print(const std::string& text, Stream stream = Stream::Stdout) {
    Record record = line(text, real_now);
    record.stream = stream;
    writer.append(std::move(record));
  }
  void flush() { REQUIRE(writer.flush()); }
  void pass(std::chrono::nanoseconds time) {
    now += time;
    real_now += time.count();
  }

  /// One round of the shipper's life; `answer` says what becomes of each request.
  using Answering = std::function<Answer(const RunShipper::Request&)>;
  void round(const Answering& answer) {
    while (shipper->read(now, real_now, alive)) {
    }
    const std::vector<RunShipper::Request> requests = shipper->start(now);
    save();
    for (const RunShipper::Request& request : requests)
      shipper->answered(request.stream, answer(request), now, real_now);
  }
  void save() { saved = parse_sent(to_json(shipper->sent())).value(); }
  Answer store(const RunShipper::Request& request) { return loki.take(request.body); }
  void round() {
    round([this](const RunShipper::Request& request) { return store(request); });
  }
  /// Nobody writes any more, and Loki takes all that is left.
  void finish() {
    flush();
    alive = JournalReader::Writer::Gone;
    for (int i = 0; i < 100'000 && !shipper->complete(); ++i) {
      round();
      pass(std::chrono::seconds(1));
    }
    REQUIRE(shipper->complete());
    save();
  }
};

inline const Answer kDown{0, "connection refused", ""};

}  // namespace logwrap::test
