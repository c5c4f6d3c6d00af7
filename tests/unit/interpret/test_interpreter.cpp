// The interpreter behind real terminal models, as the recorder has it.
#include "lib/interpret/interpreter.hpp"

#include <deque>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

class Job final : private RecordSink {
 public:
  explicit Job(Interpreter::Options options = {}) : interpreter_(options, *this) {
    for (const Stream stream : {Stream::Stdout, Stream::Stderr}) streams_.emplace_back(stream, *this);
  }

  Job& out(std::string_view bytes) { return print(0, bytes); }
  Job& err(std::string_view bytes) { return print(1, bytes); }
  Job& wait(std::chrono::milliseconds time) {
    now_ += time;
    for (One& stream : streams_) stream.terminal.commit_due(now_);
    interpreter_.tell_due(now_);
    return *this;
  }
  Job& gap() {
    interpreter_.silence();
    begin_epochs();
    return *this;
  }
  Job& settle() {
    interpreter_.settle();
    begin_epochs();
    return *this;
  }
  Job& end() {
    for (One& stream : streams_) stream.terminal.finish(now_);
    interpreter_.finish();
    return *this;
  }
  Interpreter& interpreter() { return interpreter_; }

  /// "out: text", "err: text"; metadata as "out= text", events as "out! text".
  std::vector<std::string> shown() const {
    std::vector<std::string> lines;
    for (const Record& record : records) {
      const char kind = record.kind == Kind::Log ? ':' : record.kind == Kind::Metadata ? '=' : '!';
      lines.push_back(std::string(name(record.stream)).substr(3) + kind + " " + record.line);
    }
    return lines;
  }
  std::size_t count(LeftOut why) const { return static_cast<std::size_t>(std::count(left.begin(), left.end(), why)); }

  std::vector<Record> records;
  std::vector<LeftOut> left;

 private:
  struct One final : LineSink {
    One(Stream which, Job& owner)
        : stream(which),
          job(owner),
          terminal({{24, 80},
                    Terminal::LineFeed::CarriageReturnLineFeed,
                    Terminal::Text::AsRecorded,
                    std::string(kCommandMarker)},
                   *this) {}
    void line(const Line& line) override { job.interpreter_.line(stream, line); }
    LineTag marked(const MarkedLine& line) override {
      const LineTag answer = job.interpreter_.marked(stream, line);
      job.begin_epochs();
      return answer;
    }
    Stream stream;
    Job& job;
    Terminal terminal;
  };

  void begin_epochs() {
    for (One& one : streams_) one.terminal.begin_epoch(interpreter_.epoch(one.stream));
  }

  Job& print(std::size_t stream, std::string_view bytes) {
    streams_[stream].terminal.feed(bytes, now_);
    return *this;
  }
  void record(Record& record) override { records.push_back(record); }
  void left_out(LeftOut why) override { left.push_back(why); }

  Interpreter interpreter_;
  std::deque<One> streams_;
  Time now_{};
};

using Shown = std::vector<std::string>;

const std::string kEnable = command_text(Mode::Enabled) + "\n";
const std::string kMetadata = command_text(Mode::Metadata) + "\n";
const std::string kDisable = command_text(Mode::Disabled) + "\n";

}  // namespace

TEST_CASE("in the three modes everything, metadata, or nothing is recorded, and commands always", "[interpret]") {
  Job job;
  job.out("one\n{\"a\":1}\n" + kMetadata + "two\n{\"a\":2}\n" + kDisable + "three\n{\"a\":3}\n" + kEnable + "four\n")
      .end();
  CHECK(job.shown() == Shown{"out: one", R"(out= {"a":1})", R"(out! /LOGCOMMAND {"mode":"metadata"})",
                             R"(out= {"a":2})", R"(out! /LOGCOMMAND {"mode":"disabled"})",
                             R"(out! /LOGCOMMAND {"mode":"enabled"})", "out: four"});
  CHECK(job.count(LeftOut::Mode) == 3);
  CHECK(job.count(LeftOut::Command) == 3);
}

TEST_CASE("a run may begin in any mode", "[interpret]") {
  Job metadata({.mode = Mode::Metadata});
  CHECK(metadata.out("text\n{\"a\":1}\n").end().shown() == Shown{"out= {\"a\":1}"});
  Job disabled({.mode = Mode::Disabled});
  CHECK(disabled.out("text\n{\"a\":1}\n").end().shown().empty());
}

TEST_CASE("a command on one stream changes the other, and what is half written there falls under both", "[interpret]") {
  Job job;
  job.err("half of ").out(kDisable).err("a line\nsecret\n").settle().err(kEnable).settle().out("open\n").end();
  CHECK(job.shown() ==
        Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})", "out: open", R"(err! /LOGCOMMAND {"mode":"enabled"})"});
}

TEST_CASE("what was printed before a loosening command on the other stream stays silenced, though it arrives later",
          "[interpret]") {
  Job job;
  job.out(kDisable).err(kDisable).out(kEnable).err("secret\n").out("open\n").err(kEnable + "open\n").end();
  CHECK(job.shown() == Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})", R"(out! /LOGCOMMAND {"mode":"enabled"})",
                             "out: open", R"(err! /LOGCOMMAND {"mode":"disabled"})",
                             R"(err! /LOGCOMMAND {"mode":"enabled"})", "err: open"});
  Job settled;
  settled.out(kDisable + kEnable).err("secret\n").settle().err("open\n").end();
  CHECK(settled.shown() ==
        Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})", R"(out! /LOGCOMMAND {"mode":"enabled"})", "err: open"});
  Job restricted;  // the looser mode is not due any more
  restricted.out(kDisable + kEnable).err(kDisable).settle().out("secret\n").err("secret\n").end();
  for (const std::string& line : restricted.shown()) CHECK(line.find("secret") == std::string::npos);
}

TEST_CASE("a stream that restricted itself is not loosened by a command that may be older", "[interpret]") {
  Job job;
  job.err(kDisable).out(kEnable).settle().err("secret\n").end();  // printed the other way round
  CHECK(job.shown() == Shown{R"(out! /LOGCOMMAND {"mode":"enabled"})", R"(err! /LOGCOMMAND {"mode":"disabled"})"});
  Job later;
  later.err(kDisable).settle().out(kEnable).settle().err("open\n").end();
  CHECK(later.shown().back() == "err: open");
}

TEST_CASE("a command restricts the streams for which it is stricter, whether or not it may loosen the other",
          "[interpret]") {
  Job job;
  job.out(kDisable + kEnable);  // stderr is not settled yet
  job.out("50%|##|" + kMetadata);
  CHECK(job.interpreter().mode(Stream::Stdout) == Mode::Metadata);
  CHECK(job.interpreter().mode(Stream::Stderr) == Mode::Disabled);
  job.settle();
  CHECK(job.interpreter().mode(Stream::Stderr) == Mode::Metadata);
}

TEST_CASE("a command that cannot be understood silences, and its event does not quote it", "[interpret]") {
  Job job;
  job.out("open\n/LOGCOMMAND {\"mode\":\"enabled\", \"token\":\"hunter2\"}\nhunter3\n").wait(1s);
  job.out("50%/LOGCOMMAND {\"hunter4\n").end();
  for (const std::string& line : job.shown()) CHECK(line.find("hunter") == std::string::npos);
  REQUIRE(job.records.size() == 3);
  CHECK(job.records[0].line == "open");
  for (const int command : {1, 2}) {
    CHECK(job.records[command].event->fields ==
          std::vector<std::pair<std::string, Event::Value>>{{"mode", "disabled"}, {"understood", std::int64_t{0}}});
  }
}

TEST_CASE("a command whose row is overwritten is told all the same", "[interpret]") {
  Job job;
  job.out(kDisable + "\x1b[A\rsecret\x1b[K\n").wait(10s);
  CHECK(job.shown().empty());
  CHECK(job.interpreter().next_due());
  job.wait(5s);
  CHECK(job.shown() == Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})"});
  CHECK(job.end().records.size() == 1);
}

TEST_CASE("any number of commands is obeyed and told", "[interpret]") {
  Job job;
  for (int i = 0; i < 2000; ++i) job.out(i % 2 == 0 ? kDisable : kEnable).out(i % 2 == 0 ? "secret\n" : "open\n");
  job.end();
  std::size_t commands = 0;
  for (const Record& record : job.records) {
    CHECK(record.line != "secret");
    commands += record.kind == Kind::Event ? 1 : 0;
  }
  CHECK(commands == 2000);
  CHECK(job.records.size() == 3000);
}

TEST_CASE("a command after an unfinished bar restricts, and does not loosen", "[interpret]") {
  Job restricting;
  restricting.out("50%|###  |" + kDisable + "secret\n").end();
  CHECK(restricting.shown() ==
        Shown{R"(out: 50%|###  |/LOGCOMMAND {"mode":"disabled"})", R"(out! /LOGCOMMAND {"mode":"disabled"})"});
  Job loosening({.mode = Mode::Disabled});
  loosening.out("50%|###  |" + kEnable + "secret\n").end();
  CHECK(loosening.shown().empty());
  Job malformed;
  malformed.out("50%|###  |/LOGCOMMAND {\"mode\":hunter2}\nsecret\n").end();
  REQUIRE(malformed.shown().size() == 1);
  CHECK(malformed.records[0].event->name == "command");
}

TEST_CASE("what commands may do is bounded", "[interpret]") {
  Job restrict({.commands = Commands::Restrict});
  restrict.out("one\n" + kDisable + "two\n" + kEnable + "three\n").end();
  CHECK(restrict.shown() == Shown{"out: one", R"(out! /LOGCOMMAND {"mode":"disabled"})"});
  Job none({.commands = Commands::None});
  none.out("one\n" + kDisable + "two\n").end();
  CHECK(none.shown() == Shown{"out: one", "out: /LOGCOMMAND {\"mode\":\"disabled\"}", "out: two"});
}

TEST_CASE("an old command that is left on the screen loosens nothing", "[interpret]") {
  Job job;
  job.out(kEnable + kDisable + "\x1b[2A\r\n" + "secret\n");                       // down over the first one
  job.out("\x1b[3A\r/\n\x1b[1A\x1b[1C\x1b[4CO\n").out("another secret\n").end();  // parts of it printed anew
  for (const std::string& line : job.shown()) CHECK(line.find("secret") == std::string::npos);
  CHECK(job.interpreter().mode(Stream::Stdout) == Mode::Disabled);
}

TEST_CASE("after a gap nothing is recorded until a command says so", "[interpret]") {
  Job job;
  job.out("open\n");
  job.gap();
  job.out("secret\n").err("secret\n").settle().err(kEnable).settle().out("open again\n").end();
  CHECK(job.shown() == Shown{"out: open", "out: open again", R"(err! /LOGCOMMAND {"mode":"enabled"})"});
}

TEST_CASE("a command that may be older than what a gap swallowed loosens only its own stream", "[interpret]") {
  Job job;
  job.gap();
  job.out(kEnable).settle().err("secret\n").out("open\n").end();
  CHECK(job.shown() == Shown{R"(out! /LOGCOMMAND {"mode":"enabled"})", "out: open"});
}

TEST_CASE("a command that restricts, though it may not loosen, keeps its stream from the other's older commands",
          "[interpret]") {
  Job job({.mode = Mode::Disabled});
  job.err("50%|##|" + kMetadata).out(kEnable).settle().err("secret\n").end();
  for (const std::string& line : job.shown()) CHECK(line.find("secret") == std::string::npos);
}

TEST_CASE("the end of a long line whose beginning was silenced is no metadata", "[interpret]") {
  Job job({.mode = Mode::Disabled});
  job.out(std::string(Terminal::kMaxPieceBytes, 'x')).err(kMetadata).settle().out("{\"a\":1}\n").end();
  for (const Record& record : job.records) CHECK(record.kind == Kind::Event);
}

TEST_CASE("a line that was printed in silence is recorded where it is printed anew in the open", "[interpret]") {
  Job job;
  job.out(kDisable + "same\n").wait(1s).out(kEnable + "\x1b[2A\r\x1b[2Ksame\n\n").end();
  const Shown shown = job.shown();
  CHECK(std::count(shown.begin(), shown.end(), "out: same") == 1);
}

TEST_CASE("metadata is looked for on the configured streams", "[interpret]") {
  const auto [streams, out, err] = GENERATE(values<std::tuple<MetadataStreams, Kind, Kind>>({
      {MetadataStreams::Stdout, Kind::Metadata, Kind::Log},
      {MetadataStreams::Stderr, Kind::Log, Kind::Metadata},
      {MetadataStreams::Both, Kind::Metadata, Kind::Metadata},
  }));
  Job job({.metadata_streams = streams});
  job.out("{\"a\":1}\n").err("{\"a\":2}\n").end();
  REQUIRE(job.records.size() == 2);
  CHECK(job.records[0].kind == out);
  CHECK(job.records[1].kind == err);
}

TEST_CASE("metadata carries the X chosen so far", "[interpret]") {
  Job job;
  job.out("{\"epoch\":1,\"loss\":0.5}\n{\"epoch\":2,\"loss\":NaN}\n{\"other\":1}\n").end();
  REQUIRE(job.records.size() == 3);
  CHECK(job.records[1].x == X{"epoch", "2"});
  CHECK_FALSE(job.records[2].x);
}

TEST_CASE("a metadata line of many screen rows is one record", "[interpret]") {
  const std::string line = "{\"text\":\"" + std::string(20'000, 'x') + "\"}";
  Job job;
  job.out(line + "\n").end();
  REQUIRE(job.records.size() == 1);
  CHECK(job.records[0].kind == Kind::Metadata);
  CHECK(job.records[0].line == line);
}

TEST_CASE("consecutive repeats become the first line and a count", "[interpret]") {
  Job job;
  job.out("same\nsame\nsame\n").err("elsewhere\n").out("same\nother\n\n\n\nend\n").end();
  CHECK(job.shown() == Shown{"out: same",
                             "out! repeated 3 more times, from 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:00.000Z",
                             "out: other", "out: ", "out: end", "err: elsewhere"});
  CHECK(job.records[1].event->fields[0] == std::pair<std::string, Event::Value>{"times", std::int64_t{3}});
  CHECK(job.count(LeftOut::Repeat) == 3);
  CHECK(job.count(LeftOut::Blank) == 2);
}

TEST_CASE("a job that goes on saying the same is heard every thirty seconds", "[interpret]") {
  Job job;
  for (int second = 0; second <= 100; ++second) job.out("waiting\n").wait(1s);
  std::size_t told = 0;
  for (const Record& record : job.records) told += record.kind == Kind::Event ? 1 : 0;
  CHECK(told == 3);
  CHECK(job.interpreter().next_due());
  job.end();
  CHECK(job.records.size() == 5);
  CHECK(job.count(LeftOut::Repeat) == 100);
}

TEST_CASE("the first line that is only nearly metadata gives a hint, which quotes nothing", "[interpret]") {
  const auto mode = GENERATE(Mode::Enabled, Mode::Metadata);
  Job job({.mode = mode});
  job.out("{'loss': 0.5}\n").out("{'loss': 0.4}\n").end();
  std::vector<Record> hints;
  for (const Record& record : job.records)
    if (record.kind == Kind::Event) hints.push_back(record);
  REQUIRE(hints.size() == 1);
  CHECK(hints[0].event->name == "near_metadata");
  CHECK(hints[0].stream == Stream::Logwrap);
  CHECK(hints[0].line.find("loss") == std::string::npos);
  CHECK(hints[0].line.find("json.dumps") != std::string::npos);
  CHECK(job.records.size() == (mode == Mode::Enabled ? 3 : 1));
}

TEST_CASE("where nothing is recorded no hint is given", "[interpret]") {
  Job disabled({.mode = Mode::Disabled});
  CHECK(disabled.out("{'loss': 0.5}\n").end().records.empty());
  Job other;  // metadata is not looked for on stderr
  CHECK(other.err("{'loss': 0.5}\n").end().records.size() == 1);
}

TEST_CASE("a JSON line behind a bar that did not end its row is a line as any other", "[interpret]") {
  Job job;
  job.out("50%|###  |{\"loss\":0.5}\n").end();
  REQUIRE(job.records.size() == 2);
  CHECK(job.records[0].kind == Kind::Log);
  CHECK(job.records[1].event->name == "near_metadata");
}

TEST_CASE("metadata is never dropped as a repeat", "[interpret]") {
  Job job;
  job.out("{\"a\":1}\n{\"a\":1}\nx\n{\"a\":1}\nx\n").end();
  CHECK(job.records.size() == 5);
}

TEST_CASE("a long line whose end is silenced does not seem to go on in the next", "[interpret]") {
  Job job;
  const std::string piece(Terminal::kMaxPieceBytes, 'x');
  job.out(piece + std::string(10'000, 'x')).err(kDisable).out("secret\n" + kEnable + "next\n").end();
  REQUIRE(job.records.size() >= 4);
  std::vector<Record> out;
  for (const Record& record : job.records)
    if (record.stream == Stream::Stdout && record.kind == Kind::Log) out.push_back(record);
  REQUIRE(out.size() == 3);
  CHECK(out[0].continued);
  CHECK_FALSE(out[1].continued);
  CHECK(out[1].line.empty());
  CHECK(out[2].line == "next");
}

TEST_CASE("the end of a long line that was silenced is not taken for a line of metadata", "[interpret]") {
  const auto mode = GENERATE(Mode::Metadata, Mode::Disabled);
  Job job({.mode = mode});
  // What follows the first piece is JSON by itself, and part of a line that is none.
  job.out(std::string(Terminal::kMaxPieceBytes, 'x') + "{\"token\":\"secret\"}\n" + kMetadata + "{\"a\":1}\n").end();
  for (const std::string& line : job.shown()) CHECK(line.find("secret") == std::string::npos);
  CHECK(job.shown().back() == "out= {\"a\":1}");
}

TEST_CASE("a command that restricts is obeyed on the alternate screen, and one that loosens is not", "[interpret]") {
  Job job;
  job.out("\x1b[?1049h" + kDisable + "\x1b[?1049lsecret\n").out("\x1b[?1049h" + kEnable + "\x1b[?1049lsecret\n");
  job.wait(20s).out(kEnable + "open\n").end();
  CHECK(job.shown() ==
        Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})", R"(out! /LOGCOMMAND {"mode":"enabled"})", "out: open"});
}

TEST_CASE("a command that restricts is obeyed on the alternate screen, whatever follows it in its line",
          "[interpret]") {
  const std::string restricts = R"(/LOGCOMMAND {"mode":"disabled"})";
  const std::string between = GENERATE("", " ", "\r", "\r\x1b[2K", "\x1b[5;1H", "\r 51% ");
  const std::string then = GENERATE(as<std::string>(), R"(/LOGCOMMAND {"mode":"enabled"})", "/LOGCOMMANDS",
                                    "see /LOGCOMMAND", R"('/LOGCOMMAND {"mode":"enabled"}')");
  Job job;
  job.out("\x1b[?1049h50%" + restricts + between + then + "\r\n\x1b[?1049lsecret\n").end();
  CHECK(job.shown() == Shown{R"(out! /LOGCOMMAND {"mode":"disabled"})"});
}

TEST_CASE("a bar on the alternate screen that repeats a command changes nothing by it", "[interpret]") {
  const std::string command = R"(/LOGCOMMAND {"mode":"enabled"})";
  const std::string pass = GENERATE_COPY(command + "\r", "\r\x1b[2K" + command, "\r\x1b[2K50% " + command);
  const std::string half = GENERATE("", "/LOGCOMMAND {\r",
                                    R"(/LOGCOMMAND {"mode":"disab)"
                                    "\r",
                                    R"(echo '/LOGCOMMAND {"mode":"disabled"}')"
                                    "\b\b\b\r");
  Job job;
  job.out("\x1b[?1049h" + half);
  for (int i = 0; i < 100; ++i) job.out(pass);
  job.out("\r\n\x1b[?1049lopen\n").end();
  CHECK(job.shown() == Shown{"out: open"});
}

TEST_CASE("a command that restricts is obeyed where the screen does not show it", "[interpret]") {
  const std::string before =
      GENERATE(std::string("\x1b[?7l") + std::string(78, 'x'),                           // it is cut at the margin
               std::string("\x1b"), std::string("\x1b[3"), std::string("\x1b]0;title"),  // part of it ends a sequence
               std::string(Terminal::kMaxPieceBytes - 4, 'x'));                          // a long line is cut within it
  Job job;
  job.out("open\n" + before + kDisable + "secret\n").end();
  for (const std::string& line : job.shown()) CHECK(line.find("secret") == std::string::npos);
  CHECK(job.interpreter().mode(Stream::Stdout) == Mode::Disabled);
  CHECK(job.interpreter().mode(Stream::Stderr) == Mode::Disabled);
}

TEST_CASE("a command at the end of a line so long that it begins a piece loosens nothing", "[interpret]") {
  Job job({.mode = Mode::Disabled});
  std::string line(Terminal::kMaxPieceBytes, 'x');
  line.insert(0, 80, 'x');
  job.out(line + kEnable + "secret\n").end();
  CHECK(job.interpreter().mode(Stream::Stdout) == Mode::Disabled);
}

TEST_CASE("a stream that restricted itself behind a bar is not loosened by what the other had printed before",
          "[interpret]") {
  Job job({.mode = Mode::Disabled});
  job.err("50%|##|" + kMetadata).out(kEnable).settle().err("secret\n").end();
  for (const std::string& line : job.shown()) CHECK(line.find("secret") == std::string::npos);
}

TEST_CASE("a row that is printed anew after a silence is recorded, though it says the same", "[interpret]") {
  Job job({.mode = Mode::Disabled});
  job.out("status: fine\n").wait(1s);
  job.out(kEnable + "\x1b[2A\x1b[2K\rstatus: fine\x1b[2B\r").end();
  CHECK(job.shown() == Shown{"out: status: fine", R"(out! /LOGCOMMAND {"mode":"enabled"})"});
}

TEST_CASE("a record has the level that its line says", "[interpreter]") {
  Job job;
  job.out("step 1\nWARNING:root:slow\n{\"level\":\"error\",\"msg\":\"bad\"}\n{\"epoch\":1}\n");
  job.err("{\"levelname\": \"INFO\", \"message\": \"on stderr no metadata\"}\n0 errors\n").end();
  std::vector<std::string> levels;
  for (const Record& record : job.records) levels.push_back(record.level);
  CHECK(levels == std::vector<std::string>{"", "warning", "error", "", "info", ""});
}

TEST_CASE("that a line was repeated is as serious as the line", "[interpreter]") {
  Job job;
  job.out("ERROR: no space\nERROR: no space\nstep 1\nstep 1\n").end();
  std::vector<std::string> levels;
  for (const Record& record : job.records) levels.push_back(record.level);
  CHECK(levels == std::vector<std::string>{"error", "error", "", ""});
}

TEST_CASE("a line in pieces has one level", "[interpreter]") {
  Job job;
  job.out("ERROR: " + std::string(kMaxLineBytes, 'x') + " WARNING: y\n").end();
  REQUIRE(job.records.size() == 2);
  CHECK(job.records[0].level == "error");
  CHECK(job.records[1].level == "error");
}

TEST_CASE("a line of text that a pattern matches is recorded, and behind it what it says as metadata", "[interpret]") {
  Job job({.patterns = "epoch <epoch>: loss=<loss>"});
  job.out("start\nepoch 1: loss=0.5\nepoch 2: loss=0.25\n").err("epoch 3: loss=0.125\n").end();
  CHECK(job.shown() == std::vector<std::string>{"out: start", "out: epoch 1: loss=0.5",
                                                R"(out= {"epoch": 1, "loss": 0.5})", "out: epoch 2: loss=0.25",
                                                R"(out= {"epoch": 2, "loss": 0.25})", "err: epoch 3: loss=0.125",
                                                R"(err= {"epoch": 3, "loss": 0.125})"});
  CHECK(job.records[2].derived);
  CHECK(lines(job.records[2]) == 0);
  CHECK(job.records[4].x == X{"epoch", "2"});
}

TEST_CASE("what a pattern reads out of a line obeys the line's mode", "[interpret]") {
  Job job({.patterns = "loss=<loss>"});
  job.out("/LOGCOMMAND {\"mode\": \"metadata\"}\nloss=1\n/LOGCOMMAND {\"mode\": \"disabled\"}\nloss=2\n").end();
  std::vector<std::string> shown = job.shown();
  std::erase_if(shown, [](const std::string& line) { return line.starts_with("out!"); });
  CHECK(shown == std::vector<std::string>{R"(out= {"loss": 1})"});
  CHECK(job.count(LeftOut::Mode) == 2);
}

TEST_CASE("a line that repeats is no record, but a point of the plot", "[interpret]") {
  Job job({.patterns = "loss=<loss>"});
  job.out("loss=1\nloss=1\n").end();
  CHECK(job.shown()[2] == R"(out= {"loss": 1})");
  CHECK(job.count(LeftOut::Repeat) == 1);
}

TEST_CASE("a line within a block gives its numbers behind the block", "[interpret]") {
  Job job({.multiline = "^Epoch", .patterns = "  loss=<loss>"});
  job.out("Epoch 1\n  loss=1\n  loss=2\n").end();
  CHECK(job.shown() ==
        std::vector<std::string>{"out: Epoch 1\n  loss=1\n  loss=2", R"(out= {"loss": 1})", R"(out= {"loss": 2})"});
}
