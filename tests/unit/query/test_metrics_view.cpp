#include "lib/query/metrics_view.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

Record metadata(const std::string& line, Stream stream = Stream::Stdout) {
  Record record;
  record.kind = Kind::Metadata;
  record.stream = stream;
  record.line = line;
  return record;
}

struct Read {
  std::vector<std::string> complaints;
  std::string lines;
};

std::unique_ptr<MetricsSource> source(const Fixture& fixture, const MetricsFilter& filter, Read& read) {
  std::vector<Run> runs;
  runs.push_back(fixture.run());
  return std::make_unique<JournalMetrics>(std::move(runs), filter,
                                          [&read](const std::string& what) { read.complaints.push_back(what); });
}

std::string lines(MetricsView& view) {
  std::string all;
  view.each([&all](const MetricsEntry& entry) { all += entry.record.line; });
  return all;
}

}  // namespace

TEST_CASE("only metadata is read, of the stream and from the time asked for", "[metrics]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  writer.append(line("a log line"));
  writer.append(line(R"({"epoch":0})"));  // a log line, too
  const UnixNanos since = fixture.info.start + 10;
  for (Record record : {metadata(R"({"epoch":1})"), metadata(R"({"epoch":2})", Stream::Stderr)}) {
    record.ts = since;
    writer.append(record);
  }
  Record early = metadata(R"({"epoch":3})");
  writer.append(early);
  REQUIRE(writer.flush());
  Read read;
  MetricsView all(source(fixture, {}, read), {}, std::nullopt);
  CHECK(lines(all) == R"({"epoch":1}{"epoch":2}{"epoch":3})");
  CHECK(all.survey().entries() == 3);
  MetricsView err(source(fixture, {Stream::Stderr, std::nullopt}, read), {}, std::nullopt);
  CHECK(lines(err) == R"({"epoch":2})");
  MetricsView late(source(fixture, {std::nullopt, since + 1}, read), {}, std::nullopt);
  CHECK(lines(late) == R"({"epoch":2}{"epoch":3})");
  CHECK(read.complaints.empty());
}

TEST_CASE("a run that goes on is shown as it was surveyed", "[metrics]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  writer.append(metadata(R"({"a":1})"));
  REQUIRE(writer.flush());
  Read read;
  MetricsView view(source(fixture, {}, read), {}, std::nullopt);
  writer.append(metadata(R"({"b":2})"));
  REQUIRE(writer.flush());
  CHECK(lines(view) == R"({"a":1})");
  CHECK(lines(view) == R"({"a":1})");
}

TEST_CASE("entries without one of the keys are not shown, nor are those beyond the newest", "[metrics]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  for (const char* text : {R"({"a":1})", R"({"b":2})", R"({"a":3})", R"({"a":4,"b":5})", R"({"b":6})"})
    writer.append(metadata(text));
  REQUIRE(writer.flush());
  Read read;
  MetricsView view(source(fixture, {}, read), {"a"}, Newest::Bounds{2, 1000});
  CHECK(lines(view) == R"({"a":3}{"a":4,"b":5})");
  CHECK(view.older() == 1);
  CHECK(view.survey().entries() == 3);
}

TEST_CASE("what a journal lacks is said once, however often it is read", "[metrics]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  writer.append(metadata(R"({"a":1})"));
  REQUIRE(writer.flush());
  write_all_to(fixture.segment(1), read_all(fixture.segment(1)) + "garbage\n");
  Read read;
  MetricsView view(source(fixture, {}, read), {}, std::nullopt);
  CHECK(lines(view) == R"({"a":1})");
  REQUIRE(read.complaints.size() == 1);
  CHECK(read.complaints[0] == "run " + fixture.info.id + ": 8 bytes after record 1 are no record and were skipped");
}

TEST_CASE("runs are called by their ranks where these are of one job", "[metrics]") {
  const Attributes rank0 = {{"job_id", "1"}, {"rank", "0"}};
  const Attributes rank1 = {{"job_id", "1"}, {"rank", "1"}};
  const Attributes other = {{"job_id", "2"}, {"rank", "1"}};
  using Names = std::vector<std::string>;
  CHECK(names_of(std::vector<MetricsRun>{{"a", rank0, {}}, {"b", rank1, {}}}) == Names{"rank 0", "rank 1"});
  CHECK(names_of(std::vector<MetricsRun>{{"a", rank0, {}}, {"b", other, {}}}) == Names{"a", "b"});
  CHECK(names_of(std::vector<MetricsRun>{{"a", {}, {}}, {"b", {}, {}}}) == Names{"a", "b"});
}
