#include "lib/recorder/last_lines.hpp"

#include "lib/base/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

Record line(Stream stream, std::string text, std::string level = "") {
  Record record;
  record.stream = stream;
  record.line = std::move(text);
  record.level = std::move(level);
  return record;
}

}  // namespace

TEST_CASE("the last lines of each stream are kept, the oldest go", "[last_lines]") {
  LastLines last;
  CHECK(last.lines()[0].empty());
  for (int i = 0; i < 25; ++i) last.add(line(Stream::Stdout, std::to_string(i)));
  last.add(line(Stream::Stderr, "only one"));
  const auto lines = last.lines();
  CHECK(lines[0] == std::vector<std::string>{"15", "16", "17", "18", "19", "20", "21", "22", "23", "24"});
  CHECK(lines[1] == std::vector<std::string>{"only one"});
}

TEST_CASE("long lines are cut, of a line in pieces the first piece is kept", "[last_lines]") {
  LastLines last;
  Record piece = line(Stream::Stdout, std::string(1000, 'a'));
  piece.continued = true;
  last.add(std::move(piece));
  last.add(line(Stream::Stdout, "its end"));
  last.add(line(Stream::Stdout, "next"));
  CHECK(last.lines()[0] == std::vector<std::string>{std::string(LastLines::kBytes, 'a') + "...", "next"});
}

TEST_CASE("of a long text of several lines each is kept by itself", "[last_lines]") {
  LastLines last;
  Record block = line(Stream::Stdout, std::string(500, 'a') + "\nValueError: bad\n" + std::string(500, 'b'), "error");
  block.exception = "ValueError";
  last.add(std::move(block));
  CHECK(last.lines()[0] == std::vector<std::string>{std::string(LastLines::kBytes, 'a') + "...", "ValueError: bad",
                                                    std::string(LastLines::kBytes, 'b') + "..."});
  CHECK(last.last_error() == "ValueError: bad");
}

TEST_CASE("of short lines that were joined no more are kept than of others", "[last_lines]") {
  LastLines last;
  last.add(line(Stream::Stdout, "before"));
  last.add(line(Stream::Stdout, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk"));
  CHECK(last.lines()[0] == std::vector<std::string>{"b", "c", "d", "e", "f", "g", "h", "i", "j", "k"});
}

TEST_CASE("the line that is given back is memory alone: what is kept does not change with it", "[last_lines]") {
  LastLines last;
  Record record;
  for (const char* text : {"one", "two", "three"}) {
    record.line = text;
    if (record.line == "two") record.line.reserve(100'000);
    last.add(std::move(record));
    record.line = "overwritten";
  }
  CHECK(last.lines()[0] == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a line is cut between characters", "[last_lines]") {
  std::string line;
  while (line.size() < 2 * LastLines::kBytes) line += "aé学🙂";
  for (std::size_t i = 0; i < 10; ++i) {
    const std::string cut = LastLines::shortened(std::string_view(line).substr(i * 10));
    CHECK(cut.size() <= LastLines::kBytes + 3);
    CHECK(valid_utf8(cut) == cut);
  }
  CHECK(LastLines::shortened("short") == "short");
}

TEST_CASE("what logwrap says itself is no line of the job's", "[last_lines]") {
  LastLines last;
  Record event = line(Stream::Stdout, "repeated once more");
  event.kind = Kind::Event;
  last.add(std::move(event));
  last.add(line(Stream::Logwrap, "a gap"));
  CHECK(last.lines()[0].empty());
}

TEST_CASE("the last error is the last line that says so, stderr before stdout", "[last_lines]") {
  LastLines last;
  CHECK(last.last_error().empty());
  last.add(line(Stream::Stdout, "ERROR: on stdout", "error"));
  CHECK(last.last_error() == "ERROR: on stdout");
  last.add(line(Stream::Stderr, "RuntimeError: bad", "error"));
  last.add(line(Stream::Stderr, "FATAL: worse", "critical"));
  last.add(line(Stream::Stderr, "WARNING: less", "warning"));
  last.add(line(Stream::Stderr, "plain"));
  CHECK(last.last_error() == "FATAL: worse");
}

TEST_CASE("of lines that were joined to one record each counts, and the one with the exception says what went wrong",
          "[last_lines]") {
  LastLines last;
  last.add(line(Stream::Stderr, "before"));
  Record traceback =
      line(Stream::Stderr, "Traceback (most recent call last):\n  f()\n\nValueError: bad\n  (hint)", "error");
  traceback.exception = "ValueError";
  last.add(std::move(traceback));
  CHECK(last.lines()[1] == std::vector<std::string>{"before", "Traceback (most recent call last):", "  f()", "",
                                                    "ValueError: bad", "  (hint)"});
  CHECK(last.last_error() == "ValueError: bad");
}

namespace {

Record block(std::string text, std::string exception) {
  Record record = line(Stream::Stderr, std::move(text), "error");
  record.exception = std::move(exception);
  return record;
}

std::string said_of(std::string text, std::string exception) {
  LastLines last;
  last.add(block(std::move(text), std::move(exception)));
  return last.last_error();
}

}  // namespace

TEST_CASE("what went wrong is told of a block however many lines follow the one that says it", "[last_lines]") {
  std::string trace = "java.io.IOException: no data";
  for (int i = 0; i < 50; ++i) trace += "\n\tat org.example.Train.step(Train.java:12)";
  CHECK(said_of(trace, "java.io.IOException") == "java.io.IOException: no data");
}

TEST_CASE("a frame whose name has the word is not what went wrong", "[last_lines]") {
  CHECK(said_of(
            "thread 'main' (7001) panicked at src/main.rs:6:49:\nno data\nstack backtrace:\n   0: core::panicking::x\n"
            "             at /rustc/src/panicking.rs:80:14",
            "panic") == "no data");
  CHECK(said_of("panic: first [recovered]\n\tpanic: again\n\ngoroutine 1 [running]:\npanic({0x4b3900?, 0x4da308?})\n"
                "\t/usr/local/go/src/runtime/panic.go:860 +0x13a",
                "panic") == "panic: again");
  CHECK(said_of("terminate called after throwing an instance of 'c10::Error'\n  what():  no data", "c10::Error") ==
        "what():  no data");
  CHECK(said_of("AssertionError [ERR_ASSERTION]: Expected values to be equal:\n+ actual - expected",
                "AssertionError") == "AssertionError [ERR_ASSERTION]: Expected values to be equal:");
  CHECK(said_of("fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [sync.Mutex.Lock]:", "panic") ==
        "fatal error: all goroutines are asleep - deadlock!");
}

TEST_CASE("what torchrun, srun and bash say of a process that failed counts where that said nothing", "[last_lines]") {
  LastLines last;
  const auto fail = [&last] {
    last.add(
        line(Stream::Stderr, "E1130 29731 torch/distributed/elastic/multiprocessing/api.py:1002] failed", "error"));
    last.add(block("Traceback (most recent call last):\ntorch.distributed.ChildFailedError: \n=====",
                   "torch.distributed.ChildFailedError"));
    last.add(line(Stream::Stderr, "train.sh: line 3: 871 Aborted           (core dumped) python train.py", "error"));
    last.add(line(Stream::Stderr, "srun: error: node1: task 0: Exited with exit code 1", "error"));
  };
  fail();
  CHECK(last.last_error() == "srun: error: node1: task 0: Exited with exit code 1");
  last.add(block("[rank1]: Traceback (most recent call last):\n[rank1]: ValueError: bad", "ValueError"));
  fail();
  CHECK(last.last_error() == "[rank1]: ValueError: bad");
  for (int i = 0; i < 10; ++i) last.add(line(Stream::Stderr, "step"));
  CHECK(last.last_error().empty());
}
