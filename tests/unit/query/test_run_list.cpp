#include "lib/query/run_list.hpp"

#include <csignal>

#include "lib/base/utf8.hpp"
#include "lib/journal/run_id.hpp"
#include "lib/journal/sent_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;

RunSummary finished(std::vector<std::string> argv, RunStatus status) {
  RunSummary run;
  run.id = "20261122-030405-k3v9qx7m";
  run.info.emplace();
  run.info->argv = std::move(argv);
  run.info->start = 1'800'000'000 * kSecond;
  run.info->end = run.info->start + 75 * kSecond;
  run.info->status = status;
  run.liveness = Liveness::Finished;
  run.lines = 1234;
  return run;
}

}  // namespace

TEST_CASE("durations are short and tell what matters", "[runs]") {
  CHECK(format_duration(0) == "0.0s");
  CHECK(format_duration(340'000'000) == "0.3s");
  CHECK(format_duration(59 * kSecond) == "59s");
  CHECK(format_duration(725 * kSecond) == "12m05s");
  CHECK(format_duration(11220 * kSecond) == "3h07m");
  CHECK(format_duration(190800 * kSecond) == "2d05h");
  CHECK(format_duration(-5) == "0.0s");
}

TEST_CASE("a run is a line with its status, lines and quoted command", "[runs]") {
  const std::vector<RunSummary> runs = {
      finished({"python", "train model.py", "\x1b[31m"}, {RunStatus::State::Exited, 3})};
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.starts_with("RUN "));
  CHECK(table.find("1m15s     exit 3") != std::string::npos);
  CHECK(table.find("  1234  python 'train model.py' '\\x1b[31m'\n") != std::string::npos);
  CHECK(table.find('\x1b') == std::string::npos);
}

TEST_CASE("a table is cut to the width between characters", "[runs]") {
  const std::vector<RunSummary> runs = {finished({std::string(300, 'x') + "é"}, {RunStatus::State::Signaled, SIGKILL})};
  for (const std::size_t width : {20U, 80U, 200U}) {
    const std::string table = format_table(runs, width, 0);
    std::string_view last = std::string_view(table).substr(table.find('\n') + 1);
    last.remove_suffix(1);
    CHECK(last.ends_with("…"));
    std::size_t columns = 0;
    for (; !last.empty(); last.remove_prefix(decode_utf8(last).length)) ++columns;
    CHECK(columns == width);
  }
  CHECK(format_table(runs, 0, 0).find("killed by SIGKILL") != std::string::npos);
}

TEST_CASE("in a narrow table the cause of an end gives way to the commands", "[runs]") {
  std::vector<RunSummary> runs = {finished({"train.py"}, {RunStatus::State::Signaled, 15}),
                                  finished({"evaluate.py"}, {RunStatus::State::Exited, 0})};
  runs[0].info->cause = "sent by timeout (pid 13322, uid 0)";
  const std::string narrow = format_table(runs, 100, 0);
  CHECK(narrow.find("killed by SIGTERM  ") != std::string::npos);
  CHECK(narrow.find("timeout") == std::string::npos);
  CHECK(narrow.find("  train.py\n") != std::string::npos);
  CHECK(narrow.find("  evaluate.py\n") != std::string::npos);
  for (const std::size_t width : {0, 150})
    CHECK(format_table(runs, width, 0).find("SIGTERM (sent by timeout (pid 13322, uid 0))") != std::string::npos);
}

TEST_CASE("what cannot be told of a run is left open", "[runs]") {
  RunSummary unreadable;
  unreadable.id = "20261122-030405-k3v9qx7m";
  RunSummary lost = finished({"a"}, {});
  lost.info->end.reset();
  lost.liveness = Liveness::Lost;
  CHECK(status_text(unreadable) == "unreadable");
  CHECK(status_text(lost) == "lost");
  const std::string table = format_table(std::vector{unreadable, lost}, 0, 0);
  CHECK(table.find(" ? ") != std::string::npos);
}

TEST_CASE("the runs of a directory are found newest first with what they recorded", "[runs]") {
  Fixture fixture;
  JournalWriter done = JournalWriter::open(fixture.run(), {}).value();
  for (int i = 0; i < 3; ++i) done.append(line("x"));
  fixture.info.end = fixture.info.start + kSecond;
  fixture.info.status = {RunStatus::State::Exited, 0};
  REQUIRE(finish(done, fixture.info));
  RunInfo next = fixture.info;
  next.start += 10 * kSecond;
  next.id = make_run_id(next.start, 2);
  next.end.reset();
  next.status = {};
  JournalWriter going_on = JournalWriter::open(Run::create(fixture.state, next).value(), {}).value();
  for (int i = 0; i < 5; ++i) going_on.append(line("y"));
  REQUIRE(going_on.flush());
  const std::vector<RunSummary> runs = summarize_runs(fixture.state).value();
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].id == next.id);
  CHECK(status_text(runs[0]) == "running");
  CHECK(runs[0].lines == 5);
  CHECK(status_text(runs[1]) == "exit 0");
  CHECK(runs[1].lines == 3);
}

TEST_CASE("runs as JSON are one object a line", "[runs]") {
  const std::vector<RunSummary> runs = {finished({"a\"b"}, {RunStatus::State::Exited, 0}), RunSummary{}};
  const std::string json = format_json_lines(runs);
  CHECK(json.find(
            R"("status":"exit 0","lines":1234,"start":"2027-01-15T08:00:00.000Z","end":"2027-01-15T08:01:15.000Z")") !=
        std::string::npos);
  CHECK(json.find(R"("argv":["a\"b"]})") != std::string::npos);
  CHECK(std::count(json.begin(), json.end(), '\n') == 2);
}

TEST_CASE("how far a job came is a column where some run tells it, and what is unsent likewise", "[runs]") {
  std::vector<RunSummary> runs(2, finished({"a"}, {RunStatus::State::Exited, 0}));
  CHECK(format_table(runs, 0, 0).find("PROGRESS") == std::string::npos);
  CHECK(format_table(runs, 0, 0).find("UNSENT") == std::string::npos);
  CHECK(format_json_lines(runs).find(R"("lines":1234,"start")") != std::string::npos);
  runs[0].x = X{"epoch", "12"};
  runs[1].unsent = 7;
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.find("LINES  PROGRESS  UNSENT  COMMAND\n") != std::string::npos);
  CHECK(table.find(" 1234  epoch 12       0  a\n") != std::string::npos);
  CHECK(table.find(" 1234                 7  a\n") != std::string::npos);
  CHECK(format_json_lines(runs).find(R"("lines":1234,"x_key":"epoch","x":12,"start")") != std::string::npos);
  CHECK(format_json_lines(runs).find(R"("lines":1234,"unsent":7,"start")") != std::string::npos);
}

TEST_CASE("a key cannot play tricks in the list, nor push the command out of it", "[runs]") {
  std::vector<RunSummary> runs = {finished({"a"}, {RunStatus::State::Exited, 0})};
  runs[0].x = X{"\x1b[2J\u202e" + std::string(60, 'x'), "1"};
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.find("\\x1b[2J\\u{202e}xxxxxxxx…  a\n") != std::string::npos);
  CHECK(format_json_lines(runs).find("\"x_key\":\"\\u001b[2J\\u202exxx") != std::string::npos);
}

TEST_CASE("how far a job came is found in the last metadata that tells it", "[runs]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  for (const char* epoch : {"1", "2"}) {
    Record metadata = line(std::string("{\"epoch\":") + epoch + "}");
    metadata.kind = Kind::Metadata;
    metadata.x = X{"epoch", epoch};
    writer.append(metadata);
  }
  Record without = line(R"({"lr":0.1})");
  without.kind = Kind::Metadata;
  writer.append(without);
  for (int i = 0; i < 1000; ++i) writer.append(line(R"(a log line, which says ,"x_key":"step","x":9)"));
  REQUIRE(writer.flush());
  const RunSummary run = summarize_runs(fixture.state).value().at(0);
  CHECK(run.x == X{"epoch", "2"});
  CHECK(run.lines == 1003);
  for (int i = 0; i < 10'000; ++i) writer.append(line(std::string(100, 'x')));
  REQUIRE(writer.flush());
  CHECK(!summarize_runs(fixture.state).value().at(0).x);  // too far back to be looked for
}

TEST_CASE("unsent is what a shipper has still to do, and nothing where there never was one", "[runs]") {
  Fixture fixture;
  JournalWriter writer = JournalWriter::open(fixture.run(), {}).value();
  for (int i = 0; i < 10; ++i) writer.append(line("x"));
  REQUIRE(writer.flush());
  const auto unsent = [&fixture] { return summarize_runs(fixture.state).value().at(0).unsent; };
  CHECK(unsent() == 0);
  Sent sent;
  CHECK(SentFile(fixture.run()).save(sent));
  CHECK(unsent() == 10);
  sent.stored = 5;
  sent.refused = 1;
  CHECK(SentFile(fixture.run()).save(sent));
  CHECK(unsent() == 4);
  sent.complete = true;
  CHECK(SentFile(fixture.run()).save(sent));
  CHECK(unsent() == 0);
  write_all_to(fixture.run_path() / "sent.json", "");
  CHECK(unsent() == 10);
}

TEST_CASE("job and rank are columns where some run has them", "[runs]") {
  std::vector<RunSummary> runs(2, finished({"a"}, {RunStatus::State::Exited, 0}));
  runs[0].info->labels = {{"job_id", "4711"}, {"array_task_id", "3"}, {"rank", "12"}};
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.find("JOB     RANK  START") != std::string::npos);
  CHECK(table.find("  4711_3    12  20") != std::string::npos);
  runs[0].info->labels = {{"job_id", "\x1b[2J"}};
  CHECK(format_table(runs, 0, 0).find('\x1b') == std::string::npos);
}

TEST_CASE("a run in Loki whose end is not there has none, and what is missing is said", "[runs]") {
  std::vector<RunSummary> runs = {finished({"a"}, {RunStatus::State::Running, 0})};
  runs[0].info->end.reset();
  runs[0].last_seen = runs[0].info->start + 5 * kSecond;
  runs[0].missing = 3;
  CHECK(status_text(runs[0]) == "no end");
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.find("5.0s+") != std::string::npos);
  CHECK(table.find("MISSING  COMMAND\n") != std::string::npos);
  CHECK(format_json_lines(runs).find(R"("missing":3)") != std::string::npos);
}

TEST_CASE("where it was not found out how much is missing, that is not a number", "[runs]") {
  std::vector<RunSummary> runs = {finished({"a"}, {RunStatus::State::Exited, 0})};
  runs[0].missing.reset();
  const std::string table = format_table(runs, 0, 0);
  CHECK(table.find("MISSING  COMMAND\n") != std::string::npos);
  CHECK(table.find("      ?  a\n") != std::string::npos);
  CHECK(format_json_lines(runs).find(R"("missing":null)") != std::string::npos);
}
