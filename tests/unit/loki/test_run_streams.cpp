#include <limits>

#include "lib/loki/push.hpp"
#include "lib/loki/run_streams.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr UnixNanos kNow = 1'800'000'000'000'000'000;

RunStreams streams_of(std::string_view changes = "") {
  const Attributes attributes = {{"service_name", "resnet"}, {"user", "ada"}, {"node", "n07"}, {"run_id", "r1"}};
  return {place(attributes, parse_label_changes(changes).value()).value(), "r1"};
}

Record record_of(std::string line) {
  Record record;
  record.ts = kNow;
  record.seq = 5;
  record.line = std::move(line);
  return record;
}

Record metadata_of(std::string line) {
  Record record = record_of(std::move(line));
  record.kind = Kind::Metadata;
  return record;
}

Entry entry_of(const Record& record, std::string_view changes = "") {
  RunStreams streams = streams_of(changes);
  const EncodedEntry encoded = streams.entry(record);
  CHECK(encoded.ts == record.ts);
  CHECK(encoded.seq == record.seq);
  return decode_push(compress(push_head("{}", encoded.bytes.size()), encoded.bytes)).value().entries.at(0);
}

UnixNanos ago(std::chrono::nanoseconds age) {
  return kNow - age.count();
}

}  // namespace

TEST_CASE("an entry has the record's time and line, and what the run is known by", "[loki]") {
  const Entry entry = entry_of(record_of("loss \xE2\x82\xAC \"1\"\t"));
  CHECK(entry.ts == kNow);
  CHECK(entry.line == "loss \xE2\x82\xAC \"1\"\t");
  CHECK(entry.metadata == std::vector<MetadataPair>{{"node", "n07"}, {"run_id", "r1"}, {"seq", "5"}});
}

TEST_CASE("an entry says what its record says: level, X, rewrite, continued, event", "[loki]") {
  Record record = record_of("{\"step\":3}");
  record.level = "error";
  record.x = X{"step", "3"};
  record.rewrite = true;
  record.continued = true;
  record.event = Event{"gap", {{"reason", "disk"}, {"lines", 3}}};
  const std::vector<MetadataPair> expected = {{"node", "n07"},     {"run_id", "r1"},
                                              {"seq", "5"},        {"level", "error"},
                                              {"x_key", "step"},   {"x", "3"},
                                              {"rewrite", "true"}, {"continued", "true"},
                                              {"event", "gap"},    {"event_data", R"({"reason":"disk","lines":3})"}};
  CHECK(entry_of(record).metadata == expected);
}

TEST_CASE("whatever an entry says of its own has a name that nobody can set for all", "[loki]") {
  Record record = metadata_of("{\"loss\":NaN}");
  record.level = record.exception = "x";
  record.x = X{"step", "3"};
  record.rewrite = record.continued = record.derived = true;
  record.event = Event{"gap", {{"lines", 3}}};
  const std::vector<MetadataPair> pairs = entry_of(record, "-stream,-kind").metadata;
  CHECK(pairs.size() == 2 + 14);
  for (const auto& [name, value] : pairs) CHECK((is_of_the_entry(name) || name == "node" || name == "run_id"));
}

TEST_CASE("an event that says too much is sent without its long texts", "[loki]") {
  Record record = record_of("ended");
  record.event = Event{"end", {{"exit", 3}, {"last_stdout", std::string(30'000, 'x')}, {"recorded", 7}}};
  CHECK(entry_of(record).metadata.back() == MetadataPair{"event_data", R"({"exit":3,"recorded":7})"});
}

TEST_CASE("stream and kind are labels, or where they are not, structured metadata", "[loki]") {
  Record record = record_of("x");
  record.stream = Stream::Stderr;
  RunStreams streams = streams_of();
  CHECK(streams.labels(streams.stream_of(record.stream, record.kind)) ==
        R"({kind="log", service_name="resnet", stream="stderr", user="ada"})");
  RunStreams merged = streams_of("-stream,-kind");
  CHECK(merged.labels(merged.stream_of(record.stream, record.kind)) == R"({service_name="resnet", user="ada"})");
  CHECK(merged.stream_of(Stream::Stderr, Kind::Log) == merged.stream_of(Stream::Stdout, Kind::Metadata));
  CHECK(entry_of(record, "-stream,-kind").metadata ==
        std::vector<MetadataPair>{
            {"node", "n07"}, {"run_id", "r1"}, {"seq", "5"}, {"stream", "stderr"}, {"kind", "log"}});
}

TEST_CASE("what is late goes to a stream of the run's own", "[loki]") {
  RunStreams streams = streams_of();
  CHECK(streams.labels({Stream::Stdout, Kind::Log, true}) ==
        R"({kind="log", late="r1", service_name="resnet", stream="stdout", user="ada"})");
}

TEST_CASE("age tells what is late, what is about to be refused, and what will be", "[loki]") {
  using std::chrono::hours;
  CHECK(age_of(kNow + 1'000'000'000'000, kNow) == Age::Fresh);
  CHECK(age_of(ago(kLateAfter), kNow) == Age::Fresh);
  CHECK(age_of(ago(kLateAfter) - 1, kNow) == Age::Late);
  CHECK(age_of(ago(hours(24 * 6) + hours(1)), kNow) == Age::Expiring);
  CHECK(age_of(ago(hours(24 * 7) + hours(1)), kNow) == Age::Expired);
  CHECK(age_of(0, kNow) == Age::Expired);
}

TEST_CASE("metadata with NaN is sent as strict JSON, its keys named", "[loki]") {
  const Entry entry = entry_of(metadata_of(R"({"step": 3, "loss": NaN, "norm": -Infinity, "s": "NaN"})"));
  CHECK(entry.line == R"({"step": 3, "loss": null, "norm": null, "s": "NaN"})");
  const auto& beside = entry.metadata;
  CHECK(beside.at(beside.size() - 2) == MetadataPair{"nonfinite", "loss,norm"});
  CHECK(beside.back().first == "printed");  // the line itself
}

TEST_CASE("finite metadata, and a log line with NaN, are sent as they are", "[loki]") {
  const std::string text = R"({"note": "NaN"})";
  CHECK(entry_of(metadata_of(text)).line == text);
  CHECK(entry_of(metadata_of(text)).metadata.back().first == "seq");
  CHECK(entry_of(record_of(R"({"loss": NaN})")).line == R"({"loss": NaN})");
}

TEST_CASE("metadata that would grow beyond what Loki takes is sent as it is", "[loki]") {
  std::string line = R"({"a":NaN,"b":")";
  line.append(kMaxLineBytes - line.size() - 2, 'x');
  line += "\"}";
  REQUIRE(line.size() == kMaxLineBytes);
  CHECK(entry_of(metadata_of(line)).line == line);
}

TEST_CASE("a stream's name is read back", "[loki]") {
  CHECK(name(StreamId{}) == "stdout/log");
  CHECK(name(StreamId{Stream::Logwrap, Kind::Event, true}) == "logwrap/event/late");
  for (const Stream stream : {Stream::Stdout, Stream::Stderr, Stream::Logwrap}) {
    for (const Kind kind : {Kind::Log, Kind::Metadata, Kind::Event}) {
      for (const bool late : {false, true}) {
        const StreamId id{stream, kind, late};
        CHECK(stream_id_named(name(id)) == id);
      }
    }
  }
  for (const char* wrong : {"", "stdout", "stdout/", "/log", "stdout/log/", "stdout/log/late/late", "x/log"}) {
    CHECK(!stream_id_named(wrong));
  }
}

TEST_CASE("each of a run's streams has labels of its own", "[loki]") {
  RunStreams streams = streams_of();
  std::vector<std::string> seen;
  for (const bool late : {false, true}) {
    for (const Stream stream : {Stream::Stdout, Stream::Stderr, Stream::Logwrap}) {
      for (const Kind kind : {Kind::Log, Kind::Metadata, Kind::Event})
        seen.push_back(streams.labels({stream, kind, late}));
    }
  }
  std::sort(seen.begin(), seen.end());
  CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
  CHECK(seen.size() == 18);
}
