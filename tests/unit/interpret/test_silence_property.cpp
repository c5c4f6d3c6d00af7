// Whatever a job does to its screen, what it prints while it is silenced is not recorded: random terminal output, in
// which what is silenced is printed in characters that are used for nothing else.
#include <array>
#include <deque>
#include <random>
#include <string>

#include "lib/interpret/interpreter.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

constexpr std::array<std::string_view, 4> kSilenced{"#", "\xE7\x95\x8C", "\xC2\xA7", "\xCC\x80"};  // 界 § and a mark
constexpr std::array<std::string_view, 4> kOpen{"q", "\xE4\xB8\xAD", "\xC3\xA9", "\xCC\x81"};

class Job final : private RecordSink {
 public:
  explicit Job(unsigned seed) : random_(seed), interpreter_({}, *this) {
    const Size size = some_size();
    const auto feed = below(2) == 0 ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed;
    for (const Stream stream : {Stream::Stdout, Stream::Stderr}) streams_.emplace_back(stream, size, feed, *this);
  }

  void run() {
    for (int phase = 0; phase < 12; ++phase) {
      const bool silenced = phase % 2 == 1;
      print_for_a_while(silenced);
      const bool on_other = below(4) == 0;
      command(on_other ? 1 : 0, silenced ? "enabled" : "disabled");
      if (!silenced) continue;
      print_on(on_other ? 0 : 1, true);  // it was on its way when the command came
      interpreter_.settle();
      begin_epochs();
    }
    for (One& one : streams_) one.terminal.finish(now_);
    interpreter_.finish();
  }

  std::string printed;
  std::string leaked;

 private:
  struct One final : LineSink {
    One(Stream which, Size size, Terminal::LineFeed feed, Job& owner)
        : stream(which),
          job(owner),
          terminal({size, feed, Terminal::Text::AsRecorded, std::string(kCommandMarker)}, *this) {}
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

  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  Size some_size() { return {1 + below(6), below(3) == 0 ? 80 : 1 + below(40)}; }

  void begin_epochs() {
    for (One& one : streams_) one.terminal.begin_epoch(interpreter_.epoch(one.stream));
  }

  void record(Record& record) override {
    for (const std::string_view character : kSilenced)
      if (record.line.find(character) != std::string::npos)
        leaked = record.line, printed += "\n(leaked " + std::string(name(record.stream)) + ")";
  }
  void left_out(LeftOut) override {}

  void feed(std::size_t stream, std::string_view bytes) {
    printed += (stream == 0 ? "\n1: " : "\n2: ") + printed_form(bytes);
    while (!bytes.empty()) {
      const std::size_t size = below(2) == 0 ? bytes.size() : 1 + static_cast<std::size_t>(below(8)) % bytes.size();
      streams_[stream].terminal.feed(bytes.substr(0, size), now_);
      bytes.remove_prefix(size);
    }
  }
  static std::string printed_form(std::string_view bytes) {
    std::string out;
    for (const char byte : bytes)
      out += byte == '\x1b' ? "\\e" : byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : std::string(1, byte);
    return out;
  }

  void print_for_a_while(bool silenced) {
    for (int i = below(12); i >= 0; --i) {
      print_on(below(4) == 0 ? 1 : 0, silenced);
      if (below(4) == 0) wait();
      if (below(6) == 0) resize();
    }
  }
  void wait() {
    now_ += below(2) == 0 ? 600ms : 11s;
    for (One& one : streams_) one.terminal.commit_due(now_);
    interpreter_.tell_due(now_);
    printed += "\n(wait)";
  }
  void resize() {
    const Size size = some_size();
    streams_[0].terminal.resize(size, now_);
    printed += "\n(" + std::to_string(size.rows) + " x " + std::to_string(size.columns) + ")";
  }

  void print_on(std::size_t stream, bool silenced) {
    std::string out;
    for (int i = below(8); i >= 0; --i) out += piece(silenced);
    feed(stream, out);
  }
  std::string piece(bool silenced) {
    if (below(3) != 0) {
      const auto& characters = silenced ? kSilenced : kOpen;
      std::string out;
      for (int i = below(30); i >= 0; --i) out += characters[static_cast<std::size_t>(below(below(3) + 1))];
      if (below(5) == 0) out += characters[3];
      return out;
    }
    static const std::array<std::string, 32> known{"\r\n",
                                                   "\n",
                                                   "\r",
                                                   "\t",
                                                   "\b",
                                                   "\v",
                                                   "\x1b[?25l",
                                                   "\x1b[?25h",
                                                   "\x1b[?1049h",
                                                   "\x1b[?1049l",
                                                   "\x1b[?7l",
                                                   "\x1b[?7h",
                                                   "\x1b\x37",
                                                   "\x1b\x38",
                                                   "\x1b"
                                                   "c",
                                                   "\x1bM",
                                                   "\x1b"
                                                   "D",
                                                   "\x1b"
                                                   "E",
                                                   "\x1b(0",
                                                   "\x1b(B",
                                                   "\x1b[!p",
                                                   "\x1b[2J",
                                                   "\x1b[2K",
                                                   "\x1b[4h",
                                                   "\x1b[4l",
                                                   "\x1b[?6h",
                                                   "\x1b[2;4r",
                                                   "\x1b[r",
                                                   "\x1b]0;",
                                                   "\x1b[3",
                                                   "\x1b",
                                                   "\x0e"};
    if (below(2) == 0) return known[static_cast<std::size_t>(below(static_cast<int>(known.size())))];
    return "\x1b[" + std::to_string(below(9)) + (below(3) == 0 ? ";" + std::to_string(below(30)) : "") +
           "@ABCDGHIJKLMPSTXZbd"[below(19)];
  }
  void command(std::size_t stream, const std::string& mode) {
    std::string out = below(3) == 0 ? "" : below(2) == 0 ? "\n" : "\r\n";
    out += "/LOGCOMMAND {\"mode\":\"" + mode + "\"}";
    feed(stream, out + (below(2) == 0 ? "\n" : "\r\n"));
    printed += "\n(modes";
    for (const One& one : streams_) printed += " " + std::string(name(interpreter_.mode(one.stream)));
    printed += ")";
  }

  std::mt19937 random_;
  Interpreter interpreter_;
  std::deque<One> streams_;
  Time now_{};
};

}  // namespace

TEST_CASE("what is silenced is not recorded, whatever is done to the screen", "[interpret]") {
  const unsigned first = seed();
  for (unsigned seed = first; seed < first + 3000; ++seed) {
    Job job(seed);
    job.run();
    CAPTURE(seed, job.printed, job.leaked);
    REQUIRE(job.leaked.empty());
  }
}
