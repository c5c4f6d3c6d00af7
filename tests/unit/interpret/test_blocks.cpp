// What real programs print when something goes wrong, each recorded from its program into tests/unit/interpret/blocks:
// the lines that belong together come out as one unit, and what stands around them as it was.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lib/interpret/joiner.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Out {
  std::string text;
  std::size_t lines = 1;
  std::optional<Level> level;
  std::string exception;
  bool operator==(const Out&) const = default;
};

class Joined {
 public:
  explicit Joined(std::string_view rules = "") : rules_(rules) {}
  Joined& line(std::string_view text, bool rewrite = false) {
    Line line;
    line.text = text;
    line.time = now_ += std::chrono::milliseconds(1);
    line.rewrite = rewrite;
    joiner_.add(line, out_);
    return *this;
  }
  Joined& lines(std::string_view text) {
    std::istringstream stream{std::string(text)};
    for (std::string one; std::getline(stream, one);) line(one);
    return *this;
  }
  std::vector<Out> end() {
    joiner_.flush(out_);
    CHECK(joiner_.waiting() == 0);
    return units_;
  }
  std::vector<Out> units_;
  Time now_{};

 private:
  BlockRules rules_;
  Joiner joiner_{rules_};
  Joiner::Out out_ = [this](const Unit& unit) {
    units_.push_back({std::string(unit.text), unit.lines, unit.level, std::string(unit.exception)});
  };

 public:
  Joiner& joiner() { return joiner_; }
  const Joiner::Out& out() { return out_; }
};

std::string sample(const std::string& name) {
  std::ifstream file(std::string(LOGWRAP_SOURCE_DIR "/tests/unit/interpret/blocks/") + name + ".txt");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  std::string all = text.str();
  while (all.ends_with('\n')) all.pop_back();
  return all;
}

std::size_t count_lines(const std::string& text) {
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("what real programs print is one unit, with its level and exception", "[blocks]") {
  struct Expected {
    const char* name;
    Level level;
    const char* exception;
  };
  for (const Expected& one : {
           Expected{"py-plain", Level::Error, "ZeroDivisionError"},
           {"py-chain-first", Level::Error, "RuntimeError"},
           {"py-context", Level::Error, "KeyError"},
           {"py-group", Level::Error, "ExceptionGroup"},
           {"py-group-nested", Level::Error, "RuntimeError"},
           {"py-group-context", Level::Error, "ExceptionGroup"},
           {"py-loguru", Level::Error, "ZeroDivisionError"},
           {"py-ipython", Level::Error, "RuntimeError"},
           {"py-process", Level::Error, "ValueError"},
           {"py-ray", Level::Error, "ValueError"},
           {"py-spawn", Level::Error, "ValueError"},
           {"py-torchrun", Level::Error, "torch.distributed.elastic.multiprocessing.errors.ChildFailedError"},
           {"py-warn-anomaly", Level::Warning, ""},
           {"py-warn-lines", Level::Warning, ""},
           {"py-syntax", Level::Error, "SyntaxError"},
           {"py-recursion", Level::Error, "RecursionError"},
           {"py-fault", Level::Critical, ""},
           {"py-dump", Level::Critical, ""},
           {"py-timeout", Level::Critical, ""},
           {"py-interrupt", Level::Error, "KeyboardInterrupt"},
           {"py-rich", Level::Error, "ZeroDivisionError"},
           {"py-richchain", Level::Error, "ValueError"},
           {"py-threads", Level::Error, "ZeroDivisionError"},
           {"py-rank", Level::Error, "ZeroDivisionError"},
           {"py-pool", Level::Error, "ZeroDivisionError"},
           {"py-futures", Level::Error, "ZeroDivisionError"},
           {"cpp-terminate", Level::Critical, "std::runtime_error"},
           {"cuda-error", Level::Error, "RuntimeError"},
           {"cuda-assertions", Level::Error, ""},
           {"nccl-watchdog", Level::Error, ""},
           {"torch-terminate", Level::Critical, "c10::DistBackendError"},
           {"go-nil", Level::Critical, "panic"},
           {"go-segv", Level::Critical, "panic"},
           {"go-deadlock", Level::Critical, "panic"},
           {"go-all", Level::Critical, "panic"},
           {"rust-panic", Level::Error, "panic"},
           {"java-plain", Level::Error, "java.lang.IllegalStateException"},
           {"java-cause", Level::Error, "java.lang.RuntimeException"},
           {"java-thread", Level::Error, "java.lang.IllegalStateException"},
           {"node-cause", Level::Error, "Error"},
           {"node-code", Level::Error, "AssertionError"},
           {"node-errors", Level::Error, "AggregateError"},
       }) {
    CAPTURE(one.name);
    const std::string text = sample(one.name);
    const auto units = Joined().line("epoch 1: loss 0.5").lines(text).line("epoch 2: loss 0.4").end();
    CHECK(units == std::vector<Out>{{"epoch 1: loss 0.5"},
                                    {text, count_lines(text), one.level, one.exception},
                                    {"epoch 2: loss 0.4"}});
  }
}

TEST_CASE("of a message's further lines only those are known that a chain follows, or that are indented", "[blocks]") {
  const std::string text = sample("py-notes");
  const std::size_t note = text.rfind('\n');
  CHECK(Joined().lines(text).end() ==
        std::vector<Out>{{text.substr(0, note), count_lines(text) - 1, Level::Error, "ZeroDivisionError"},
                         {text.substr(note + 1)}});
}

TEST_CASE("each warning is one unit with its line of source", "[blocks]") {
  const auto units = Joined().lines(sample("py-warn")).line("next").end();
  REQUIRE(units.size() == 3);
  CHECK(units[0].text ==
        "/srv/train/tb.py:32: UserWarning: learning rate is zero\n  def f(): warnings.warn(\"learning rate is zero\")");
  CHECK(units[0].level == Level::Warning);
  CHECK(units[1].lines == 2);
  CHECK(units[2] == Out{"next"});
}

TEST_CASE("a warning of one of many processes has its line of source", "[blocks]") {
  for (const std::string label : {"[default1]:", "[rank1]: ", "(train pid=4711) "}) {
    CAPTURE(label);
    const std::string warning = label + "/srv/ddp.py:4: UserWarning: old\n" + label + "  warnings.warn(";
    CHECK(Joined().lines(warning).line("[default0]:next").end() ==
          std::vector<Out>{{warning, 2, Level::Warning}, {"[default0]:next"}});
  }
}

TEST_CASE("a warning of which no source is shown is a line as any other", "[blocks]") {
  for (const char* text :
       {"sys:1: DeprecationWarning: builtin type swigvarlink has no __module__ attribute",
        "<frozen importlib._bootstrap>:219: RuntimeWarning: size changed", "lib/hashtable.pyx:7: FutureWarning: old"}) {
    CAPTURE(text);
    CHECK(Joined().line(text).line("Model:").line("  | Name | Type").end() ==
          std::vector<Out>{{text}, {"Model:"}, {"  | Name | Type"}});
  }
}

TEST_CASE("what is logged right behind an exception is none of it, whatever is indented behind that", "[blocks]") {
  const std::string traceback =
      "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nValueError: bad";
  const std::string warning = "/srv/a.py:12: UserWarning: non-finite\n  warnings.warn(";
  const std::string logged = "W1130 15:03:02.747000 1349 torch/distributed/run.py:982] closing\n    it";
  const auto units = Joined().lines(traceback).line("").lines(warning).lines(traceback).lines(logged).end();
  CHECK(units == std::vector<Out>{{traceback, 3, Level::Error, "ValueError"},
                                  {""},
                                  {warning, 2, Level::Warning},
                                  {traceback, 3, Level::Error, "ValueError"},
                                  {logged.substr(0, logged.find('\n'))},
                                  {"    it"}});
}

TEST_CASE("a traceback behind what a terminated process said is a unit of its own", "[blocks]") {
  const std::string terminated = "terminate called after throwing an instance of 'c10::Error'\n  what():  bad";
  const std::string text = sample("py-torchrun");
  const auto units = Joined().lines(terminated).lines(text).end();
  REQUIRE(units.size() == 2);
  CHECK(units[0] == Out{terminated, 2, Level::Critical, "c10::Error"});
  CHECK(units[1].text == text);
}

TEST_CASE("a notebook's traceback within what papermill raises is a unit of its own", "[blocks]") {
  const std::string notebook = sample("py-ipython");
  const std::string raised =
      "Traceback (most recent call last):\n  File \"p.py\", line 2, in papermill\n    raise error\n"
      "papermill.exceptions.PapermillExecutionError: ";
  const auto units = Joined().lines(raised).line("-----").lines(notebook).line("").end();
  CHECK(units == std::vector<Out>{{raised, 4, Level::Error, "papermill.exceptions.PapermillExecutionError"},
                                  {"-----"},
                                  {notebook, count_lines(notebook), Level::Error, "RuntimeError"},
                                  {""}});
}

TEST_CASE("what is indented goes with what a terminated process said only where it comes first", "[blocks]") {
  const std::string terminated = "terminate called after throwing an instance of 'std::runtime_error'\n  what():  bad";
  const auto units = Joined().lines(terminated).lines(terminated).line("parent goes on").line("  with a detail").end();
  CHECK(units == std::vector<Out>{{terminated, 2, Level::Critical, "std::runtime_error"},
                                  {terminated, 2, Level::Critical, "std::runtime_error"},
                                  {"parent goes on"},
                                  {"  with a detail"}});
}

TEST_CASE("another process' traceback is none of the one before it", "[blocks]") {
  const std::string text = sample("py-plain");
  const std::string remote = sample("py-pool");
  const auto units = Joined().lines(text).lines(remote).end();
  REQUIRE(units.size() == 2);
  CHECK(units[0].text == text);
  CHECK(units[1].text == remote);
}

TEST_CASE("what a logger says of an exception is a line of its own, and so is what follows it", "[blocks]") {
  const auto units = Joined().lines(sample("py-log")).end();
  REQUIRE(units.size() == 3);
  CHECK(units[0].text.ends_with("ERROR step failed"));
  CHECK(units[1].text.starts_with("Traceback"));
  CHECK(units[1].text.ends_with("\nZeroDivisionError: division by zero"));
  CHECK(units[2] == Out{"next"});
}

TEST_CASE("two panics of Rust's threads are two units", "[blocks]") {
  const auto units = Joined().lines(sample("rust-thread")).end();
  REQUIRE(units.size() == 5);
  CHECK(units[0] == Out{""});
  CHECK(
      units[1].text.starts_with("thread '<unnamed>' (26433) panicked at p.rs:4:56:\nin a thread\nsecond line\nstack"));
  CHECK(units[1].text.ends_with("for a verbose backtrace."));
  CHECK(units[2] == Out{""});
  CHECK(units[3].text.starts_with("thread 'loader'"));
  CHECK(units[4] == Out{"went on"});
}

TEST_CASE("only the first panic of Rust ends with a note", "[blocks]") {
  const std::string first =
      "thread 'a' (1) panicked at src/main.rs:3:58:\nfirst\nline two\nnote: run with `RUST_BACKTRACE=1` environment "
      "variable";
  const std::string second = "thread 'b' (2) panicked at src/main.rs:4:58:\nsecond";
  const std::string warning = "[2026-11-30T15:00:00Z WARN  train::data] shard 3 is short";
  const auto units =
      Joined().lines(first).lines(second).line(warning).lines(second).lines(second).line("note: mine").end();
  CHECK(units == std::vector<Out>{{first, 4, Level::Error, "panic"},
                                  {second, 2, Level::Error, "panic"},
                                  {warning},
                                  {second, 2, Level::Error, "panic"},
                                  {second, 2, Level::Error, "panic"},
                                  {"note: mine"}});
}

TEST_CASE("a logger's head before the first line only is no prefix of the others", "[blocks]") {
  const std::string text =
      "12:00:01 ERROR train: Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    "
      "f()\nValueError: bad";
  CHECK(Joined().lines(text).end() == std::vector<Out>{{text, 4, Level::Error, "ValueError"}});
}

TEST_CASE("what begins behind a bar of another rank goes on with its own label alone", "[blocks]") {
  const std::string bar = " 83%|####  | 25/30 [00:00<00:00, 49.04it/s]";
  for (const std::string label : {"", "[rank1]: "}) {
    CAPTURE(label);
    const std::string traceback = label + "Traceback (most recent call last):\n" + label +
                                  "  File \"a.py\", line 1, in <module>\n" + label + "ValueError: bad";
    CHECK(Joined().lines(bar + traceback).line("next").end() ==
          std::vector<Out>{{bar + traceback, 3, Level::Error, "ValueError"}, {"next"}});
    const std::string process = sample("py-process");
    CHECK(Joined().lines(bar + process).end() ==
          std::vector<Out>{{bar + process, count_lines(process), Level::Error, "ValueError"}});
    const std::string warning = label + "/srv/ddp.py:4: UserWarning: old\n" + label + "  warnings.warn(";
    CHECK(Joined().lines(bar + warning).line("next").end() ==
          std::vector<Out>{{bar + warning, 2, Level::Warning}, {"next"}});
  }
}

TEST_CASE("a line of somebody else's amid a traceback stands behind it", "[blocks]") {
  CHECK(Joined()
            .line("Traceback (most recent call last):")
            .line("  File \"a.py\", line 1, in <module>")
            .line(" 50%|#####     | 5/10", true)
            .line("step 7, loss 0.25")
            .line("    f()")
            .line("ValueError: bad")
            .line("next")
            .end() ==
        std::vector<Out>{{"Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    f()\n"
                          "ValueError: bad",
                          4, Level::Error, "ValueError"},
                         {" 50%|#####     | 5/10"},
                         {"step 7, loss 0.25"},
                         {"next"}});
}

TEST_CASE("what another process prints amid a traceback is not its exception", "[blocks]") {
  CHECK(Joined()
            .line("Traceback (most recent call last):")
            .line("Validation: on")
            .line("  File \"a.py\", line 1, in <module>")
            .line("Epoch: 3 loss: 0.25")
            .line("    f()")
            .line("Epoch: 4 loss: 0.2")
            .line("NoData: bad")
            .end() ==
        std::vector<Out>{
            {"Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    f()\nNoData: bad", 4,
             Level::Error, "NoData"},
            {"Validation: on"},
            {"Epoch: 3 loss: 0.25"},
            {"Epoch: 4 loss: 0.2"}});
}

TEST_CASE("a word alone is an exception only where it is named like one", "[blocks]") {
  const auto units = [](const char* last) {
    Joined joined;
    joined.line("Traceback (most recent call last):").line("  File \"a.py\", line 1, in <module>").line("Validating");
    return joined.line("    f()").line(last).end();
  };
  for (const char* type : {"KeyboardInterrupt", "StopIteration", "_queue.Empty", "SystemExit", "MemoryError"}) {
    CAPTURE(type);
    const auto out = units(type);
    REQUIRE(out.size() == 2);
    CHECK(out[0].exception == type);
    CHECK(out[0].lines == 4);
    CHECK(out[1] == Out{"Validating"});
  }
}

TEST_CASE("tracebacks of two ranks that are printed into one another are two units", "[blocks]") {
  const auto traceback = [](const std::string& rank, const std::string& type) {
    return std::vector<std::string>{
        rank + "Traceback (most recent call last):", rank + "  File \"a.py\", line 1, in <module>", rank + "    f()",
        rank + type + ": bad"};
  };
  const auto first = traceback("[rank0]: ", "ValueError");
  const auto second = traceback("[rank1]: ", "KeyError");
  const auto whole = [](const std::vector<std::string>& lines) {
    return lines[0] + "\n" + lines[1] + "\n" + lines[2] + "\n" + lines[3];
  };
  Joined joined;
  for (std::size_t i = 0; i < first.size(); ++i) joined.line(first[i]).line(second[i]);
  CHECK(joined.end() ==
        std::vector<Out>{{whole(first), 4, Level::Error, "ValueError"}, {whole(second), 4, Level::Error, "KeyError"}});
}

TEST_CASE("somebody else's line right behind the first of a traceback leaves its prefix in doubt", "[blocks]") {
  for (const std::string prefix : {"", "[rank0]: "}) {
    const std::string first = "[rank0]: Traceback (most recent call last):";
    const std::string rest = prefix + "  File \"a.py\", line 1, in <module>\n" + prefix + "ValueError: bad";
    CHECK(Joined().line(first).line("step 7, loss 0.25").lines(rest).end() ==
          std::vector<Out>{{first + "\n" + rest, 3, Level::Error, "ValueError"}, {"step 7, loss 0.25"}});
  }
}

TEST_CASE("a line in which a block seems to begin at every place is gone through once", "[blocks]") {
  const BlockRules rules("");
  for (const std::string_view text :
       {"xError", "xException", "(most recent call first)", "panicked at ", "Exception in thread \""}) {
    CAPTURE(text);
    std::string line;
    while (line.size() < Terminal::kMaxPieceBytes) line += text;
    CHECK_FALSE(rules.begins(line).block);  // seconds each, were what follows gone through anew for each place
  }
}

TEST_CASE("a line that only looks like a beginning stays as it is", "[blocks]") {
  for (const char* text :
       {"ValueError: bad", "0 Errors", "panic: ", "fatal error: cuda.h: No such file or directory",
        "the thread panicked at noon", "main.c:3: fatal error: no input", "Exception ignored in: <x>",
        "Timeout (30 s) is over", "Process 3:", "DeprecationWarning: old", "[rank0]: Watchdog caught something"}) {
    CAPTURE(text);
    CHECK(Joined().line("before").line(text).line("after").end() == std::vector<Out>{{"before"}, {text}, {"after"}});
  }
}

TEST_CASE("two tracebacks without a word between them are two", "[blocks]") {
  for (const char* name : {"py-plain", "py-group", "java-plain", "java-cause", "node-cause", "node-code"}) {
    CAPTURE(name);
    const std::string text = sample(name);
    const auto units = Joined().lines(text).lines(text).end();
    REQUIRE(units.size() == 2);
    CHECK(units[0].text == text);
    CHECK(units[1].text == text);
  }
}

TEST_CASE("a block waits for a second at most", "[blocks]") {
  Joined joined;
  joined.line("Traceback (most recent call last):").line("  File \"a.py\", line 1");
  CHECK(joined.units_.empty());
  CHECK(joined.joiner().waiting() == 2);
  REQUIRE(joined.joiner().next_due());
  CHECK(*joined.joiner().next_due() == joined.now_ + Joiner::kWait);
  for (int i = 0; i < 20; ++i) {
    joined.now_ += std::chrono::milliseconds(900);
    joined.line("    f()");
    if (!joined.units_.empty()) break;
  }
  REQUIRE(joined.units_.size() >= 1);  // it has become too old
  CHECK(joined.units_.front().text.starts_with("Traceback"));
}

TEST_CASE("a block is bounded in lines and in bytes, and what is beyond goes on line by line", "[blocks]") {
  Joined joined;
  joined.line("Traceback (most recent call last):");
  joined.now_ = {};
  for (int i = 0; i < 3000; ++i) {
    joined.now_ -= std::chrono::milliseconds(1);  // all at one time
    joined.line("  line " + std::to_string(i));
  }
  const auto units = joined.end();
  std::size_t lines = 0;
  for (const Out& unit : units) {
    CHECK(unit.lines <= Joiner::kMaxLines);
    CHECK(unit.text.size() <= Joiner::kMaxBytes);
    lines += unit.lines;
  }
  CHECK(lines == 3001);
}

TEST_CASE("own rules add blocks", "[blocks]") {
  const char* const rules = "^Stack of => ^#[0-9]\n^BEGIN\n^[0-9]{4}- => .*";
  CHECK(Joined(rules).lines("Stack of 1\n#0 a\n#1 b\nx").end() ==
        std::vector<Out>{{"Stack of 1\n#0 a\n#1 b", 3, std::nullopt, ""}, {"x"}});
  CHECK(Joined(rules).lines("BEGIN\n  a\n\tb\nx").end() ==
        std::vector<Out>{{"BEGIN\n  a\n\tb", 3, std::nullopt, ""}, {"x"}});
  CHECK(Joined(rules).lines("2026-1 a\nb\nc\n2026-2 d").end() ==
        std::vector<Out>{{"2026-1 a\nb\nc", 3, std::nullopt, ""}, {"2026-2 d"}});
}
