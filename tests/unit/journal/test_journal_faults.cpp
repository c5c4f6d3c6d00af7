#include <random>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

struct Faulty {
  Fixture fixture;
  std::shared_ptr<Faults> faults = std::make_shared<Faults>();
  int asked_for_room = 0;
  bool more_room = false;  // is the answer

  JournalWriter writer(const JournalLimits& limits = {}) {
    Run run = fixture.run();
    // The store uses the writer's own descriptor, which lives in the run that the writer owns.
    auto store = std::make_unique<FaultyStore>(run.fd(), faults);
    return JournalWriter::open(std::move(run), std::move(store),
                               {limits,
                                [this] {
                                  ++asked_for_room;
                                  return more_room;
                                }})
        .value();
  }
};

std::vector<std::string> numbered(int first, int last) {
  std::vector<std::string> out;
  for (int i = first; i <= last; ++i) out.push_back(std::to_string(i));
  return out;
}

}  // namespace

TEST_CASE("short writes lose nothing", "[writer][faults]") {
  Faulty test;
  test.faults->most_at_once = 7;
  JournalWriter writer = test.writer();
  for (int i = 1; i <= 50; ++i) writer.append(line(std::to_string(i)));
  REQUIRE(writer.flush());
  CHECK(ReadBack(test.fixture.run()).lines() == numbered(1, 50));
}

TEST_CASE("a write that fails within a record leaves the whole records before it", "[writer][faults]") {
  for (std::size_t room = 0; room < 240; room += 7) {
    Faulty test;
    JournalWriter writer = test.writer();
    for (int i = 1; i <= 4; ++i) writer.append(line(std::to_string(i)));
    test.faults->write_error = ENOSPC;
    test.faults->room = room;
    CHECK(!writer.flush());
    const std::string text = read_all(test.fixture.segment(1));
    CHECK((text.empty() || text.back() == '\n'));
    CHECK(ReadBack(test.fixture.run()).notes.empty());
    test.faults->write_error = 0;
    REQUIRE(writer.flush());
    CHECK(ReadBack(test.fixture.run()).lines() == numbered(1, 4));
    CHECK(writer.counts().recorded == 4);
    CHECK(writer.counts().bytes == std::filesystem::file_size(test.fixture.segment(1)));
  }
}

TEST_CASE("where the torn tail cannot be cut back the writer goes on in a new segment", "[writer][faults]") {
  Faulty test;
  JournalWriter writer = test.writer();
  for (int i = 1; i <= 4; ++i) writer.append(line(std::to_string(i)));
  test.faults->write_error = EIO;
  test.faults->room = 100;
  test.faults->cut_fails = true;
  CHECK(!writer.flush());
  test.faults->write_error = 0;
  REQUIRE(writer.flush());
  const ReadBack back(test.fixture.run());
  CHECK(back.lines() == numbered(1, 4));
  REQUIRE(back.notes.size() == 1);
  CHECK(back.notes[0].what == ReaderNote::What::CutOff);
}

TEST_CASE("where files may not grow a new segment begins, however little fits into one", "[writer][faults]") {
  for (const std::size_t longest : {120, 500, 1000, 4000}) {
    Faulty test;
    test.faults->longest = longest;
    JournalWriter writer = test.writer();
    for (int i = 1; i <= 100; ++i) writer.append(line(std::to_string(i)));
    REQUIRE(writer.flush());
    CHECK(!writer.take_failure());
    const ReadBack back(test.fixture.run());
    CHECK(back.lines() == numbered(1, 100));
    CHECK(back.notes.empty());
    CHECK(std::filesystem::exists(test.fixture.segment(2)));
    test.fixture.info.end = 1;
    test.faults->longest = 4000;
    REQUIRE(finish(writer, test.fixture.info));
    CHECK(ReadBack(test.fixture.run()).events("end").size() == 1);
    CHECK(test.fixture.run().read_info().value().counts.recorded == 100);
  }
}

TEST_CASE("a record that fits into no file is dropped, counted and said, and what follows it is recorded",
          "[writer][faults]") {
  for (const bool cut_fails : {false, true}) {
    Faulty test;
    test.faults->longest = 400;
    test.faults->cut_fails = cut_fails;
    JournalWriter writer = test.writer();
    writer.append(line("before"));
    writer.append(line(std::string(1000, 'x')));
    writer.append(line("after"));
    REQUIRE(writer.flush());
    const ReadBack back(test.fixture.run());
    CHECK(back.lines() == std::vector<std::string>{"before", "after"});
    REQUIRE(back.events("gap").size() == 1);
    CHECK(number_in(back.events("gap")[0], "lines") == 1);
    CHECK(back.events("gap")[0].line.find("File too large") != std::string::npos);
    CHECK(writer.counts().dropped(Drop::Disk) == 1);
    CHECK(writer.counts().recorded == 2);
  }
}

TEST_CASE("where files may hold nothing at all the writer gives up, and does not go on for ever", "[writer][faults]") {
  Faulty test;
  test.faults->longest = 10;
  JournalWriter writer = test.writer();
  for (int i = 1; i <= 10; ++i) writer.append(line(std::to_string(i)));
  (void)writer.flush();
  CHECK(writer.counts().dropped(Drop::Disk) == 10);
  test.fixture.info.end = 1;
  REQUIRE(finish(writer, test.fixture.info));
  CHECK(test.fixture.run().read_info().value().counts.committed == 10);
}

TEST_CASE("the first failure is told once, and again after writing worked in between", "[writer][faults]") {
  Faulty test;
  JournalWriter writer = test.writer();
  test.faults->write_error = EDQUOT;
  writer.append(line("1"));
  CHECK(!writer.take_failure());
  CHECK(!writer.flush());
  const auto first = writer.take_failure();
  REQUIRE(first);
  CHECK(first->code.value() == EDQUOT);
  CHECK(describe(*first).find(test.fixture.info.id) != std::string::npos);
  CHECK(!writer.flush());
  CHECK(!writer.take_failure());
  test.faults->write_error = 0;
  REQUIRE(writer.flush());
  CHECK(!writer.take_failure());
  test.faults->write_error = EROFS;
  writer.append(line("2"));
  CHECK(!writer.flush());
  REQUIRE(writer.take_failure());
}

TEST_CASE("what does not fit while writing fails is dropped, counted, and said when it works again",
          "[writer][faults]") {
  Faulty test;
  JournalLimits limits;
  limits.held = 2000;
  JournalWriter writer = test.writer(limits);
  writer.append(line("0"));
  test.faults->write_error = ENOSPC;
  CHECK(!writer.flush());
  for (int i = 1; i <= 500; ++i) writer.append(line(std::to_string(i)));
  CHECK(writer.buffered_bytes() <= limits.held);
  CHECK(!writer.flush());
  test.faults->write_error = 0;
  REQUIRE(writer.flush());
  writer.append(line("after"));
  REQUIRE(writer.flush());
  const RunCounts counts = writer.counts();
  CHECK(counts.committed == 502);
  CHECK(counts.dropped(Drop::Disk) > 400);
  CHECK(counts.recorded + counts.dropped() == 502);
  const ReadBack back(test.fixture.run());
  CHECK(back.lines().size() == counts.recorded);
  CHECK(back.lines().back() == "after");
  REQUIRE(back.events("gap").size() == 1);
  CHECK(number_in(back.events("gap")[0], "lines") == static_cast<std::int64_t>(counts.dropped(Drop::Disk)));
  CHECK(back.events("gap")[0].line.find("No space left on device") != std::string::npos);
  REQUIRE(back.notes.size() == 1);
  CHECK(back.notes[0].count == counts.dropped(Drop::Disk));
}

namespace {

/// One line is written, seven more meet a disk that is full, and the run ends.
JournalWriter finish_on_full_disk(Faulty& test, int error) {
  JournalWriter writer = test.writer();
  writer.append(line("kept"));
  REQUIRE(writer.flush());
  test.faults->write_error = error;
  for (int i = 0; i < 7; ++i) writer.append(line("lost"));
  test.fixture.info.end = 1;
  REQUIRE(finish(writer, test.fixture.info));
  const RunCounts counts = test.fixture.run().read_info().value().counts;
  CHECK(counts.committed == 8);
  CHECK(counts.recorded == 1);
  CHECK(counts.dropped(Drop::Disk) == 7);
  return writer;
}

/// Lines 1 to 40 in several segments, with the free space looked at before each write.
JournalWriter with_some_segments(Faulty& test) {
  JournalLimits limits;
  limits.segment = 500;
  limits.check_free_every = 1;
  JournalWriter writer = test.writer(limits);
  for (const std::string& text : numbered(1, 40)) {
    writer.append(line(text));
    REQUIRE(writer.flush());
  }
  return writer;
}

}  // namespace

TEST_CASE("finish on a disk that stays full counts what it could not write", "[writer][faults]") {
  Faulty test;
  JournalWriter writer = finish_on_full_disk(test, ENOSPC);
  CHECK(writer.take_failure().has_value());
}

TEST_CASE("finish on a full disk has the reserve for the closing record", "[writer][faults]") {
  Faulty test;
  test.faults->reserve = test.fixture.run_path() / "reserve";
  (void)finish_on_full_disk(test, EDQUOT);
  const ReadBack back(test.fixture.run());
  CHECK(back.lines() == std::vector<std::string>{"kept"});
  REQUIRE(back.events("gap").size() == 1);
  CHECK(number_in(back.events("gap")[0], "lines") == 7);
  REQUIRE(back.events("end").size() == 1);
  CHECK(number_in(back.events("end")[0], "dropped_disk") == 7);
  CHECK(back.events("end")[0].seq > back.events("gap")[0].seq);
}

TEST_CASE("finish below the least free space has the reserve for the closing record", "[writer][faults]") {
  for (const bool from_the_start : {false, true}) {
    Faulty test;
    JournalWriter writer = test.writer();
    if (from_the_start) test.faults->space = {4, 100};
    writer.append(line("first"));
    CHECK(writer.flush().has_value() == !from_the_start);
    test.faults->space = {4, 100};
    for (int i = 0; i < 7; ++i) writer.append(line(std::string(1UL << 20, 'x')));
    test.fixture.info.end = 1;
    REQUIRE(finish(writer, test.fixture.info));
    const RunCounts counts = test.fixture.run().read_info().value().counts;
    CHECK(counts.committed == 8);
    CHECK(counts.committed == counts.recorded + counts.dropped(Drop::Disk));
    const ReadBack back(test.fixture.run());
    REQUIRE(back.events("end").size() == 1);
    CHECK(number_in(back.events("end")[0], "recorded") == static_cast<std::int64_t>(back.lines().size()));
  }
}

TEST_CASE("below the least free space room is asked for, the own middle goes, and then nothing is written",
          "[writer][faults]") {
  Faulty test;
  JournalWriter writer = with_some_segments(test);
  const int asked = test.asked_for_room;
  test.faults->space = {4, 100};
  writer.append(line("too late"));
  const auto flushed = writer.flush();
  REQUIRE(flushed.has_error());
  CHECK(flushed.error().code == std::errc::no_space_on_device);
  CHECK(test.asked_for_room > asked);
  CHECK(!std::filesystem::exists(test.fixture.segment(2)));
  CHECK(std::filesystem::exists(test.fixture.segment(1)));
  test.faults->space = {50, 100};
  REQUIRE(writer.flush());
  CHECK(ReadBack(test.fixture.run()).lines().back() == "too late");
  CHECK(writer.counts().recorded + writer.counts().dropped() == writer.counts().committed);
}

TEST_CASE("while there may be room to be made elsewhere the own middle stays, and is asked for at each attempt",
          "[writer][faults]") {
  Faulty test;
  JournalWriter writer = with_some_segments(test);
  test.faults->space = {4, 100};
  test.more_room = true;
  writer.append(line("41"));
  for (int attempt = 0; attempt < 3; ++attempt) {
    const int asked = test.asked_for_room;
    CHECK(!writer.flush());
    CHECK(test.asked_for_room > asked);
  }
  test.faults->space = {50, 100};
  REQUIRE(writer.flush());
  CHECK(ReadBack(test.fixture.run()).lines() == numbered(1, 41));
}

TEST_CASE("any schedule of failures keeps order and accounts for every line", "[writer][faults][property]") {
  std::mt19937 draw(7);
  for (int schedule = 0; schedule < 60; ++schedule) {
    Faulty test;
    JournalLimits limits;
    limits.segment = 3000;
    limits.run = schedule % 2 == 0 ? 12000 : 1ULL << 30;
    limits.flush_at = 800;
    limits.held = 1500;
    JournalWriter writer = test.writer(limits);
    const int lines = 400;
    for (int i = 1; i <= lines; ++i) {
      if (draw() % 20 == 0) {
        test.faults->write_error = draw() % 2 == 0 ? ENOSPC : 0;
        test.faults->room = draw() % 2000;
        test.faults->cut_fails = draw() % 4 == 0;
        test.faults->longest = draw() % 3 == 0 ? 300 + draw() % 2000 : 1UL << 20;
      }
      writer.append(line(std::to_string(i)));
      if (draw() % 8 == 0) (void)writer.flush();
    }
    test.faults->write_error = 0;
    REQUIRE(writer.flush());
    const RunCounts counts = writer.counts();
    CHECK(counts.committed == lines);
    CHECK(counts.recorded + counts.dropped() == lines);
    const std::vector<std::string> back = ReadBack(test.fixture.run()).lines();
    CHECK(back.size() == counts.recorded);
    for (std::size_t i = 1; i < back.size(); ++i) REQUIRE(std::stoi(back[i - 1]) < std::stoi(back[i]));
  }
}
