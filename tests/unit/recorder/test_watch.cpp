#include "lib/recorder/watch.hpp"

#include <unistd.h>

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

const Time kStart = Time{} + 1h;

class Screens final : private StreamLines, private RecordSink {
 public:
  explicit Screens(Config config, Mode mode = Mode::Enabled)
      : config_(std::move(config)),
        redaction_({}, {}),
        interpreter_({mode, Commands::Any, MetadataStreams::Stdout, anchor_}, *this),
        watch_(config_, anchor_, interpreter_, redaction_, streams_, kStart) {
    StreamLines& lines = *this;
    for (const Stream stream : {Stream::Stdout, Stream::Stderr})
      streams_.emplace_back(RecordedStream{stream, {24, 120}, Terminal::LineFeed::CarriageReturnLineFeed}, nullptr,
                            lines);
  }

  Screens& print(int stream, std::string_view bytes) {
    streams_[static_cast<std::size_t>(stream)].feed(bytes, now_);
    watch_.printed(now_);
    return *this;
  }
  /// In steps of a second, as the recorder does.
  Screens& wait(std::chrono::seconds time) {
    for (const Time until = now_ + time; now_ < until;) {
      now_ += 1s;
      for (StreamRecorder& stream : streams_) stream.commit_due(now_);
      interpreter_.tell_due(now_);
      const auto due = watch_.next_due();
      if (!due || *due > now_) continue;
      for (Record& event : watch_.tell(now_, ::getpid())) events.push_back(std::move(event));
    }
    return *this;
  }
  std::optional<Time> next_due() const { return watch_.next_due(); }

  std::vector<Record> events;

 private:
  void line(Stream stream, const Line& line) override {
    watch_.committed();
    interpreter_.line(stream, redaction_.take(stream, line));
  }
  LineTag marked(Stream stream, const MarkedLine& line) override { return interpreter_.marked(stream, line); }
  void record(Record&) override {}
  void left_out(LeftOut) override {}

  Config config_;
  ClockAnchor anchor_ = ClockAnchor::take();
  Redaction redaction_;
  Interpreter interpreter_;
  std::deque<StreamRecorder> streams_;
  Watch watch_;
  Time now_ = kStart;
};

Config with(std::optional<std::chrono::milliseconds> progress, std::optional<std::chrono::milliseconds> stall) {
  Config config;
  config.progress = progress;
  config.stall = stall;
  return config;
}

const Event::Value* field(const Record& record, std::string_view name) {
  for (const auto& [key, value] : record.event->fields) {
    if (key == name) return &value;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a bar that moves is told of as often as is asked for, with its numbers", "[recorder]") {
  Screens screens(with(30s, std::nullopt));
  for (int n = 1; n <= 100; ++n) {
    screens.print(1, "\r " + std::to_string(n) + "%|#####     | " + std::to_string(n) + "/100 [00:01<00:01, 2.50it/s]");
    screens.wait(1s);
  }
  REQUIRE(screens.events.size() == 3);
  const Record& first = screens.events.front();
  CHECK(first.event->name == "progress");
  CHECK(first.stream == Stream::Stderr);
  CHECK(first.kind == Kind::Event);
  CHECK(first.line == " 30%|#####     | 30/100 [00:01<00:01, 2.50it/s]");
  CHECK(*field(first, "n") == Event::Value(std::int64_t{30}));
  CHECK(*field(first, "total") == Event::Value(std::int64_t{100}));
  CHECK(*field(first, "rate") == Event::Value(2.5));
  CHECK(*field(first, "percent") == Event::Value(std::int64_t{30}));
}

TEST_CASE("two bars of one display are one event", "[recorder]") {
  Screens screens(with(1s, std::nullopt));
  screens.print(0, "epochs: 1/3\r\nsteps: 45/100").wait(2s).print(0, "\x1B[A\repochs: 2/3\r\nsteps:  1/100").wait(2s);
  REQUIRE(screens.events.size() >= 1);
  CHECK(screens.events.back().line == "epochs: 2/3\nsteps:  1/100");
  CHECK(*field(screens.events.back(), "n") == Event::Value(std::int64_t{2}));
  CHECK(*field(screens.events.back(), "n_2") == Event::Value(std::int64_t{1}));
}

TEST_CASE("a prompt is told of once, a bar that only turns not again, and what is final never", "[recorder]") {
  Screens screens(with(10s, std::nullopt));
  screens.print(0, "a line\r\nGo on? [y/N] ").wait(60s);
  REQUIRE(screens.events.size() == 1);
  CHECK(screens.events[0].line == "Go on? [y/N] ");
  screens.print(0, "y\r\n").wait(60s);
  for (int i = 0; i < 30; ++i) screens.print(0, i % 2 == 0 ? "\r| working 0:01" : "\r/ working 0:02").wait(1s);
  CHECK(screens.events.size() == 2);
  CHECK_FALSE(Screens(with(std::nullopt, std::nullopt)).print(0, "bar 1%").next_due());
}

TEST_CASE("what is silenced is not told of as progress", "[recorder]") {
  for (const Mode mode : {Mode::Metadata, Mode::Disabled}) {
    Screens screens(with(1s, 1min), mode);
    screens.print(0, "secret: 45%").wait(90s);
    REQUIRE(screens.events.size() == 1);  // that it stalls is no secret
    CHECK(screens.events[0].event->name == "stall");
    CHECK(screens.events[0].line.find("secret") == std::string::npos);
    CHECK(field(screens.events[0], "screen_stdout") == nullptr);
  }
}

TEST_CASE("a private key above a bar is masked as a whole where the display is told of", "[recorder]") {
  Screens screens(with(1s, std::nullopt));
  const std::string begin = std::string("-----BEGIN ") + "PRIVATE KEY-----";
  const std::string key(64, 'M');
  screens.print(0, "\x1B[?25l" + begin + "\n" + key + "\n-----END PRIVATE KEY-----\n 45%|####   |").wait(2s);
  REQUIRE(screens.events.size() == 1);
  CHECK(screens.events[0].line == begin + "***\n***\n-----END PRIVATE KEY-----\n 45%|####   |");
}

TEST_CASE("a silence is told of with the bar and the processes, and that it is over", "[recorder]") {
  Screens screens(with(std::nullopt, 10min));
  screens.print(0, "start\r\n").print(1, "45%|####   | 45/100").wait(9min);
  CHECK(screens.events.empty());
  screens.wait(30min);
  REQUIRE(screens.events.size() == 1);
  const Record& stall = screens.events[0];
  CHECK(stall.event->name == "stall");
  CHECK(stall.stream == Stream::Logwrap);
  CHECK(stall.line.starts_with("nothing was printed, and no bar moved, for 10m"));
  CHECK(stall.line.find("stderr stands at: 45%|####   | 45/100; test_recorder (") != std::string::npos);
  CHECK(std::get<std::string>(*field(stall, "screen_stderr")) == "45%|####   | 45/100");
  CHECK(std::get<std::string>(*field(stall, "processes")).starts_with("test_recorder ("));
  screens.print(1, "\r46%|####   | 46/100").wait(2s);
  REQUIRE(screens.events.size() == 2);
  CHECK(screens.events[1].event->name == "stall_over");
  CHECK(std::get<std::int64_t>(*field(screens.events[1], "silent_ms")) >= 39 * 60'000);
}
