#include <sys/stat.h>

#include "lib/journal/events.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

JournalWriter writer_for(const Fixture& fixture, const JournalLimits& limits = {}) {
  return JournalWriter::open(fixture.run(), JournalWriter::Options{limits, {}}).value();
}

}  // namespace

TEST_CASE("what is appended and flushed is read back in order", "[writer]") {
  const Fixture fixture;
  JournalWriter writer = writer_for(fixture);
  for (int i = 0; i < 100; ++i) writer.append(line("line " + std::to_string(i), 1000 + i));
  REQUIRE(writer.flush());
  const ReadBack back(fixture.run());
  REQUIRE(back.notes.empty());
  REQUIRE(back.records.size() == 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(back.records[i].line == "line " + std::to_string(i));
    CHECK(back.records[i].seq == i + 1);
    CHECK(back.records[i].ts == 1000 + static_cast<UnixNanos>(i));
  }
  CHECK(writer.counts().committed == 100);
  CHECK(writer.counts().recorded == 100);
  CHECK(writer.counts().bytes == read_all(fixture.segment(1)).size());
}

TEST_CASE("times that stand still or go back still give rising ts", "[writer]") {
  const Fixture fixture;
  JournalWriter writer = writer_for(fixture);
  CHECK(writer.append(line("a", 500)).ts == 500);
  CHECK(writer.append(line("b", 500)).ts == 501);
  CHECK(writer.append(line("c", 100)).ts == 502);
  CHECK(writer.append(line("d", 503)).ts == 503);
  CHECK(writer.append(line("e", 9000)).ts == 9000);
  CHECK(writer.last().seq == 5);
}

TEST_CASE("nothing is written before a flush, and append flushes by itself once enough is buffered", "[writer]") {
  const Fixture fixture;
  JournalLimits limits;
  limits.flush_at = 1000;
  JournalWriter writer = writer_for(fixture, limits);
  writer.append(line("small"));
  CHECK(!std::filesystem::exists(fixture.segment(1)));
  writer.append(line(std::string(1000, 'x')));
  CHECK(writer.buffered_bytes() == 0);
  CHECK(ReadBack(fixture.run()).records.size() == 2);
}

TEST_CASE("a segment is closed at its length and the next one has the next number", "[writer]") {
  const Fixture fixture;
  JournalLimits limits;
  limits.segment = 2000;
  JournalWriter writer = writer_for(fixture, limits);
  for (int i = 0; i < 60; ++i) {
    writer.append(line(std::string(50, 'x')));
    REQUIRE(writer.flush());
  }
  CHECK(std::filesystem::file_size(fixture.segment(1)) >= 2000);
  CHECK(std::filesystem::file_size(fixture.segment(1)) < 2200);
  CHECK(std::filesystem::exists(fixture.segment(3)));
  CHECK(ReadBack(fixture.run()).lines().size() == 60);
}

TEST_CASE("files of a run are its owner's alone", "[writer]") {
  const Fixture fixture;
  const mode_t before = ::umask(0);
  JournalWriter writer = writer_for(fixture);
  writer.append(line("secret"));
  REQUIRE(writer.flush());
  ::umask(before);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(fixture.temp.path() / "state")) {
    CAPTURE(entry.path().string());
    CHECK((entry.status().permissions() & std::filesystem::perms(077)) == std::filesystem::perms::none);
  }
}

TEST_CASE("beyond a run's bound the head and the newest are kept and the gap is said", "[writer]") {
  const Fixture fixture;
  JournalLimits limits;
  limits.segment = 4000;
  limits.run = 20000;
  JournalWriter writer = writer_for(fixture, limits);
  for (int i = 1; i <= 2000; ++i) {
    writer.append(line("line " + std::to_string(i) + std::string(40, '.')));
    if (i % 10 == 0) REQUIRE(writer.flush());
  }
  const RunCounts counts = writer.counts();
  CHECK(counts.bytes <= limits.run + limits.segment);
  CHECK(counts.committed == 2000);
  CHECK(counts.dropped(Drop::Bound) > 1000);
  CHECK(counts.recorded + counts.dropped() == 2000);
  const ReadBack back(fixture.run());
  CHECK(back.lines().size() == counts.recorded);
  CHECK(back.lines().front().starts_with("line 1."));
  CHECK(back.lines().back().starts_with("line 2000."));
  REQUIRE(!back.events("gap").empty());
  REQUIRE(back.notes.size() == 1);
  CHECK(back.notes[0].what == ReaderNote::What::Gap);
}

TEST_CASE("the lock is held while a writer lives, and a second writer is refused", "[writer]") {
  const Fixture fixture;
  {
    const JournalWriter writer = writer_for(fixture);
    CHECK(fixture.run().is_locked());
    const auto second = JournalWriter::open(fixture.run(), {});
    REQUIRE(second.has_error());
    CHECK(second.error().code == std::errc::resource_unavailable_try_again);
  }
  CHECK(!fixture.run().is_locked());
  CHECK(JournalWriter::open(fixture.run(), {}).has_value());
}

TEST_CASE("finish writes the closing record and run.json with the counts", "[writer]") {
  Fixture fixture;
  JournalWriter writer = writer_for(fixture);
  writer.append(start_event(fixture.info, "/state/runs/x", 1));
  writer.append(line("one"));
  fixture.info.end = 1'900'000'000'000'000'000;
  fixture.info.status = {RunStatus::State::Exited, 3};
  REQUIRE(finish(writer, fixture.info));
  const ReadBack back(fixture.run());
  REQUIRE(back.records.size() == 3);
  CHECK(back.records.front().event->name == "start");
  CHECK(back.records.back().event->name == "end");
  CHECK(back.records.back().line == "ended: exit 3, 1 line recorded");
  CHECK(number_in(back.records.back(), "exit") == 3);
  CHECK(number_in(back.records.back(), "recorded") == 1);
  const RunInfo read = fixture.run().read_info().value();
  CHECK(read.end == fixture.info.end);
  CHECK(read.status == fixture.info.status);
  CHECK(read.counts == writer.counts());
  CHECK(read.counts.bytes == std::filesystem::file_size(fixture.segment(1)));
}
