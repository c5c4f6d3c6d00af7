#include "lib/journal/close_lost.hpp"

#include <sys/wait.h>

#include <csignal>

#include "lib/journal/events.hpp"
#include "lib/journal/journal_tail.hpp"
#include "lib/journal/sent_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace logwrap {

namespace {

using test::ReadBack;

/// A run whose pump has died, and its recorder with it, after it had written some lines.
struct LostRun : test::Fixture {
  LostRun() {
    const pid_t pump = ::fork();
    if (pump == 0) {
      ::pause();
      ::_exit(0);
    }
    info.pump = identity_of(pump);
    ::kill(pump, SIGKILL);
    ::waitpid(pump, nullptr, 0);
    JournalWriter writer = JournalWriter::open(run(), {}).value();
    writer.append(test::line("one", 1'800'000'000'000'000'001));
    writer.append(told_to_end_event(SIGTERM, 1'800'000'000'000'000'002));
    writer.append(test::line("two", 1'800'000'000'000'000'003));
    REQUIRE(writer.flush());
  }
  [[nodiscard]] Result<Closed> close() const { return close_lost_run(state, info.id); }
};

}  // namespace

TEST_CASE("a lost run is closed by whoever finds it: its last record says what is known of its end", "[close_lost]") {
  const LostRun f;
  REQUIRE(liveness(f.run()) == Liveness::Lost);
  CHECK(f.close().value() == Closed::Now);
  const ReadBack back(f.run());
  CHECK(back.notes.empty());
  CHECK(back.lines() == std::vector<std::string>{"one", "two"});
  const Record& last = back.records.back();
  CHECK(last.event->name == "lost");
  CHECK(last.seq == 4);
  CHECK(last.line ==
        "logwrap was killed before it could note the end of the job; before, the job was told to end: SIGTERM");
  CHECK(test::number_in(last, "signal") == SIGTERM);
  CHECK(std::get<std::string>(last.event->fields.back().second) == "1800000000000000002");
  const RunInfo info = f.run().read_info().value();
  CHECK(info.end == last.ts);
  CHECK(describe(info.status) == "lost");
  CHECK(liveness(f.run()) == Liveness::Lost);
  CHECK(last_seq(f.run()) == 4);
}

TEST_CASE("a lost run is closed once", "[close_lost]") {
  const LostRun f;
  CHECK(f.close().value() == Closed::Now);
  CHECK(f.close().value() == Closed::Before);
  CHECK(ReadBack(f.run()).events("lost").size() == 1);
}

TEST_CASE("who is killed between the closing record and run.json is followed by one that writes no second record",
          "[close_lost]") {
  const LostRun f;
  CHECK(f.close().value() == Closed::Now);
  REQUIRE(f.run().write_info(f.info));  // as it was before
  CHECK(f.close().value() == Closed::Now);
  const ReadBack back(f.run());
  CHECK(back.events("lost").size() == 1);
  CHECK(f.run().read_info().value().end == back.records.back().ts);
}

TEST_CASE("who is killed within the closing record, or just before it, is followed by one that writes it whole",
          "[close_lost]") {
  const LostRun f;
  test::write_all_to(f.segment(2), R"({"ts":"1800000000000000004","seq":4,"stream":"log)");
  CHECK(f.close().value() == Closed::Now);
  const ReadBack back(f.run());
  CHECK(back.lines() == std::vector<std::string>{"one", "two"});
  CHECK(back.events("lost").size() == 1);
  CHECK(back.records.back().seq == 4);
}

TEST_CASE("a run whose own closing record stands gets the end that it says", "[close_lost]") {
  LostRun f;
  const Continuation from{1'800'000'000'000'000'003, 3, {}};
  JournalWriter writer = JournalWriter::open(f.run(), JournalWriter::Options{}, from).value();
  RunInfo info = f.info;
  info.end = 1'800'000'000'000'000'009;
  info.status = {RunStatus::State::Exited, 7};
  REQUIRE(test::finish(writer, info));
  const RunInfo written = f.run().read_info().value();
  { JournalWriter closed = std::move(writer); }  // gives the lock up
  REQUIRE(f.run().write_info(f.info));
  CHECK(f.close().value() == Closed::Now);
  const RunInfo noted = f.run().read_info().value();
  CHECK(describe(noted.status) == "exit 7");
  CHECK(noted.end == written.end);
  CHECK(noted.counts.recorded == written.counts.recorded);
  CHECK(noted.counts.dropped() == written.counts.dropped());
  CHECK(ReadBack(f.run()).events("lost").empty());
}

TEST_CASE("where more was sent than the machine's crash has left in the journal, the run's end comes behind all of it",
          "[close_lost]") {
  const LostRun f;
  Sent sent;
  sent.passed = 40;
  sent.streams["stdout/log"].trying = 42;
  sent.last_answer = 1'900'000'000'000'000'000;
  REQUIRE(SentFile(f.run()).save(sent));
  const auto written = std::filesystem::last_write_time(f.run_path() / "sent.json") + std::chrono::hours(24 * 365 * 10);
  std::filesystem::last_write_time(f.run_path() / "sent.json", written);
  const UnixNanos changed =
      std::chrono::nanoseconds(std::chrono::file_clock::to_sys(written).time_since_epoch()).count();
  CHECK(f.close().value() == Closed::Now);
  const ReadBack back(f.run());
  CHECK(back.notes.size() == 1);  // 4 to 42 are missing
  CHECK(back.records.back().event->name == "lost");
  CHECK(back.records.back().seq == 43);
  CHECK(back.records.back().ts > std::max(sent.last_answer, changed));
}

TEST_CASE("what was sent and stands in the journal, too, changes nothing of the run's end", "[close_lost]") {
  const LostRun f;
  Sent sent;
  sent.passed = 3;
  sent.last_answer = 4'000'000'000'000'000'000;
  REQUIRE(SentFile(f.run()).save(sent));
  CHECK(f.close().value() == Closed::Now);
  const Record last = ReadBack(f.run()).records.back();
  CHECK(last.seq == 4);
  CHECK(last.ts < sent.last_answer);
}

TEST_CASE("a run that goes on, or whose recorder still writes, is not closed", "[close_lost]") {
  const test::Fixture alive;
  (void)alive.run();
  CHECK(close_lost_run(alive.state, alive.info.id).value() == Closed::NotOver);
  const LostRun f;
  const UniqueFd lock = f.run().lock().value();
  CHECK(f.close().value() == Closed::TooEarly);
}

TEST_CASE("of another machine's run nothing is known", "[close_lost]") {
  LostRun f;
  f.info.host = "elsewhere";
  f.info.pump.boot_id = "another";
  REQUIRE(f.run().write_info(f.info));
  CHECK(f.close().value() == Closed::NotOver);
}

}  // namespace logwrap
