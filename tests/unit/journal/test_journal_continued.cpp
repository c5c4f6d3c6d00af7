#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

Continuation state_of_writer(const JournalWriter& writer) {
  return {writer.last().ts, writer.last().seq, writer.counts(), writer.written_seq()};
}

}  // namespace

TEST_CASE("a recorder that goes on after one that died opens a new segment and says what was lost", "[writer]") {
  const Fixture fixture;
  Continuation left;
  {
    JournalWriter died = JournalWriter::open(fixture.run(), {}).value();
    for (int i = 0; i < 5; ++i) died.append(line("written", 100));
    REQUIRE(died.flush());
    for (int i = 0; i < 3; ++i) died.append(line("lost", 200));
    left = state_of_writer(died);
  }
  std::ofstream(fixture.segment(1), std::ios::app) << R"({"ts":"200","seq":6,"stre)";
  JournalWriter writer = JournalWriter::open(fixture.run(), {}, left).value();
  CHECK(writer.append(line("after", 50)).seq == 10);
  REQUIRE(writer.flush());
  CHECK(read_all(fixture.segment(1)).back() == '\n');
  CHECK(std::filesystem::exists(fixture.segment(2)));
  const ReadBack back(fixture.run());
  CHECK(back.lines() == std::vector<std::string>{"written", "written", "written", "written", "written", "after"});
  REQUIRE(back.events("resumed").size() == 1);
  CHECK(number_in(back.events("resumed")[0], "lines") == 3);
  CHECK(back.records.back().ts > left.last_ts);
  const RunCounts counts = writer.counts();
  CHECK(counts.committed == 9);
  CHECK(counts.recorded == 6);
  CHECK(counts.dropped(Drop::Crash) == 3);
  CHECK(counts.bytes ==
        std::filesystem::file_size(fixture.segment(1)) + std::filesystem::file_size(fixture.segment(2)));
}

TEST_CASE("what was written after the last counts were handed over is not counted as lost", "[writer]") {
  const Fixture fixture;
  Continuation left;
  {
    JournalWriter died = JournalWriter::open(fixture.run(), {}).value();
    died.append(line("a"));
    died.append(line("b"));
    left = state_of_writer(died);  // as before the flush: nothing recorded
    died.append(line("c"));        // and this one never reached the page
    REQUIRE(died.flush());
  }
  JournalWriter writer = JournalWriter::open(fixture.run(), {}, left).value();
  REQUIRE(writer.flush());
  CHECK(writer.counts().committed == 3);
  CHECK(writer.counts().recorded == 3);
  CHECK(writer.counts().dropped() == 0);
  CHECK(writer.last().seq == 4);
  CHECK(ReadBack(fixture.run()).notes.empty());
}

TEST_CASE("a recorder that died before it wrote anything is continued too", "[writer]") {
  const Fixture fixture;
  Continuation left{700, 4, {}};
  left.counts.committed = 4;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}, left).value();
  REQUIRE(writer.flush());
  const ReadBack back(fixture.run());
  REQUIRE(back.records.size() == 1);
  CHECK(back.records[0].seq == 5);
  CHECK(back.records[0].ts == 701);
  CHECK(number_in(back.records[0], "lines") == 4);
}

TEST_CASE("lines of an earlier recorder's segments are counted when these go for the bound", "[writer]") {
  const Fixture fixture;
  JournalLimits limits;
  limits.segment = 1000;
  limits.run = 3000;
  Continuation left;
  std::uint64_t lines = 0;
  for (int recorder = 0; recorder < 12; ++recorder) {
    JournalWriter writer = JournalWriter::open(fixture.run(), {limits, {}}, left).value();
    for (int i = 0; i < 15; ++i, ++lines) writer.append(line(R"(a line that quotes ,"kind":"event", itself)"));
    REQUIRE(writer.flush());
    left = state_of_writer(writer);
  }
  CHECK(left.counts.committed == lines);
  CHECK(left.counts.recorded + left.counts.dropped(Drop::Bound) == lines);
  CHECK(left.counts.dropped(Drop::Bound) > 0);
  CHECK(ReadBack(fixture.run()).lines().size() == left.counts.recorded);
}
