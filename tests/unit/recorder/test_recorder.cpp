// The recorder over real pipes and a real journal, in this process: frames in, records out.
#include "lib/recorder/recorder.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <csignal>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "lib/base/syscall.hpp"
#include "lib/journal/run_id.hpp"
#include "lib/recorder/run_journal.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Fixture {
  Fixture() {
    state = ::mkdtemp(name.data());
    setup.run_id = new_run_id(ClockAnchor::take().real);
    setup.argv = {"train.py", "--lr", "0.1"};
    setup.pump = ::getpid();
    setup.anchor = ClockAnchor::take();
    setup.config.state_dir = state;
    setup.streams = {{Stream::Stdout, {24, 80}, Terminal::LineFeed::CarriageReturnLineFeed},
                     {Stream::Stderr, {24, 80}, Terminal::LineFeed::CarriageReturnLineFeed}};
  }
  ~Fixture() { std::filesystem::remove_all(state); }

  void output(Stream stream, std::string_view bytes) {
    append_frame(frames, FrameType::Output, stream, BootClock::now(), bytes);
  }
  void gap(const GapPayload& payload) {
    append_frame(frames, FrameType::Gap, Stream::Logwrap, BootClock::now(), bytes_of(payload));
  }
  void job_end(int code) {
    const JobEndPayload end{code, 0, 0};
    append_frame(frames, FrameType::JobEnd, Stream::Logwrap, BootClock::now(), bytes_of(end));
  }

  /// Hands all frames to a recorder, ends its input, and returns what it answered.
  RecorderEnd run() {
    Result<PipeEnds> to = make_pipe();
    Result<PipeEnds> from = make_pipe();
    ::fcntl(to->write.get(), F_SETPIPE_SZ, 1 << 20);
    REQUIRE(write_all(to->write.get(), std::exchange(frames, {})));
    to->write.reset();
    const RecorderEnd end = run_recorder(setup, *page, std::move(to->read), std::move(from->write));
    const Transfer read = read_some(from->read.get(), answers.prepare(1 << 16), 1 << 16);
    if (read.state == Transfer::State::Done) answers.commit(read.bytes);
    return end;
  }

  std::vector<Record> records() const {
    std::vector<std::filesystem::path> segments;
    for (const auto& entry : std::filesystem::directory_iterator(state + "/runs/" + setup.run_id)) {
      if (entry.path().extension() == ".jsonl") segments.push_back(entry.path());
    }
    std::sort(segments.begin(), segments.end());
    std::vector<Record> all;
    for (const auto& segment : segments) {
      std::ifstream file(segment);
      for (std::string line; std::getline(file, line);) all.push_back(parse_record(line).value());
    }
    return all;
  }

  std::vector<std::string> lines(Stream stream) const {
    std::vector<std::string> found;
    for (const Record& record : records()) {
      if (record.stream == stream) found.push_back(record.line);
    }
    return found;
  }

  std::string name = "/tmp/logwrap-test-XXXXXX";
  std::string state;
  RecorderSetup setup;
  SharedPageMap page = SharedPageMap::make().value();
  std::string frames;
  FrameReader answers;
};

}  // namespace

TEST_CASE("output becomes records of its stream, between a start and an end", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "epoch 1\nepoch");
  f.output(Stream::Stderr, "bar 10%\rbar 99%\n");
  f.output(Stream::Stdout, " 2\n");
  f.job_end(3);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.lines(Stream::Stdout) == std::vector<std::string>{"epoch 1", "epoch 2"});
  CHECK(f.lines(Stream::Stderr) == std::vector<std::string>{"bar 99%"});
  const std::vector<Record> all = f.records();
  REQUIRE(all.front().event);
  CHECK(all.front().event->name == "start");
  REQUIRE(all.back().event);
  CHECK(all.back().event->name == "end");
  for (std::size_t i = 1; i < all.size(); ++i) {
    CHECK(all[i].seq == all[i - 1].seq + 1);
    CHECK(all[i].ts > all[i - 1].ts);
  }
}

TEST_CASE("a pump that was killed leaves a run without an end, and its last lines", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "one\ntwo without a line feed");
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.lines(Stream::Stdout) == std::vector<std::string>{"one", "two without a line feed"});
  CHECK(f.records().back().stream != Stream::Logwrap);
}

TEST_CASE("once the job was told to end, what is unfinished is journalled as pending", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "one\nunfinished");
  f.output(Stream::Stderr, "upper bar\nlower bar\x1b[A");
  const EndingPayload ending{SIGTERM};
  append_frame(f.frames, FrameType::Ending, Stream::Logwrap, BootClock::now(), bytes_of(ending));
  REQUIRE(f.run() == RecorderEnd::Done);
  std::vector<std::string> pending;
  for (const Record& record : f.records()) {
    if (record.event && record.event->name == "pending") pending.push_back(record.line);
  }
  CHECK(pending == std::vector<std::string>{"unfinished", "upper bar", "lower bar"});
  const auto told = [](const Record& record) { return record.event && record.event->name == "told_to_end"; };
  CHECK(std::ranges::count_if(f.records(), told) == 1);
}

TEST_CASE("a recorder is not excused for what one before it waited for, not even while it opens the journal",
          "[recorder]") {
  Fixture f;
  f.page->throttling = 1;
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.page->throttling == 0);
  f.page->throttling = 1;
  f.setup.config.state_dir = "/dev/null";
  REQUIRE(f.run() == RecorderEnd::NotRecording);
  CHECK(f.page->throttling == 0);
}

TEST_CASE("lines of a gap are in the counts of the run", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "before\n");
  GapPayload gap;
  gap.bytes = 100;
  gap.line_feeds = 4;
  gap.reason = Drop::Stuck;
  f.gap(gap);
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.page->progress().counts.committed == 5);
  CHECK(f.page->progress().counts.recorded == 1);
  CHECK(f.page->progress().counts.dropped(Drop::Stuck) == 4);
}

TEST_CASE("a recorder forked after a crash goes on with the run: times and numbers above those before", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "before\n");
  REQUIRE(f.run() == RecorderEnd::Done);  // no JobEnd: as if it had died just after writing
  GapPayload gap;
  gap.bytes = 100;
  gap.line_feeds = 4;
  gap.reason = Drop::Crash;
  f.gap(gap);
  f.output(Stream::Stdout, "after\n");
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.lines(Stream::Stdout) == std::vector<std::string>{"before", "after"});
  const std::vector<Record> all = f.records();
  int gaps = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) CHECK(all[i].seq == all[i - 1].seq + 1);
    if (i > 0) CHECK(all[i].ts > all[i - 1].ts);
    if (all[i].event && all[i].event->name == "gap") ++gaps;
  }
  CHECK(gaps == 1);
}

TEST_CASE("lines that a recorder had written before it died are not counted as lost, too", "[recorder]") {
  Fixture f;
  REQUIRE(f.run() == RecorderEnd::Done);
  const RecorderProgress before = f.page->progress();
  f.output(Stream::Stdout, "one\ntwo\n");
  REQUIRE(f.run() == RecorderEnd::Done);
  f.page->publish(before);  // it died before it could say how far it had come
  GapPayload gap;
  gap.line_feeds = 5;
  gap.reason = Drop::Crash;
  f.gap(gap);
  f.output(Stream::Stdout, "six\n");
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.lines(Stream::Stdout) == std::vector<std::string>{"one", "two", "six"});
  const RunCounts& counts = f.page->progress().counts;
  CHECK(counts.committed == 6);
  CHECK(counts.recorded == 3);
  CHECK(counts.dropped(Drop::Crash) == 3);
}

TEST_CASE("a line that a gap cut off is not continued by what comes after the gap", "[recorder]") {
  Fixture f;
  f.output(Stream::Stdout, "cut \x1b[3");
  f.output(Stream::Stderr, "whole\n");
  GapPayload gap;
  gap.bytes = 100;
  gap.line_feeds = 4;
  f.gap(gap);
  f.output(Stream::Stdout, "1m next\n");
  f.output(Stream::Stderr, "again\n");
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  CHECK(f.lines(Stream::Stdout) == std::vector<std::string>{"cut ", "1m next"});
  CHECK(f.lines(Stream::Stderr) == std::vector<std::string>{"whole", "again"});
}

TEST_CASE("the rest of a line whose beginning a gap swallowed loosens nothing, a whole line after it does",
          "[recorder]") {
  const std::string enable = "/LOGCOMMAND {\"mode\":\"enabled\"}\n";
  for (const std::uint8_t within : {std::uint8_t{0}, std::uint8_t{1}}) {
    Fixture f;
    f.output(Stream::Stdout, "before\n");
    GapPayload gap;
    gap.silence = 1;
    gap.within_line = {within, 0, 0};
    f.gap(gap);
    f.output(Stream::Stdout, enable.substr(0, 20));
    f.output(Stream::Stdout, enable.substr(20) + "first\n");
    f.output(Stream::Stdout, enable + "second\n");
    f.job_end(0);
    REQUIRE(f.run() == RecorderEnd::Done);
    const std::vector<std::string> lines = f.lines(Stream::Stdout);
    CHECK((std::find(lines.begin(), lines.end(), "first") == lines.end()) == (within == 1));
    CHECK(lines.back() == "second");
  }
}

TEST_CASE("where the state directory cannot be used, a notice says so and no other recorder is wanted", "[recorder]") {
  Fixture f;
  std::ofstream(f.state + "/file") << "in the way";
  f.setup.config.state_dir = f.state + "/file";
  f.job_end(0);
  CHECK(f.run() == RecorderEnd::NotRecording);
  const auto notice = f.answers.next();
  REQUIRE(notice);
  CHECK(notice->type == FrameType::Notice);
  CHECK(std::string(notice->payload).find(f.setup.config.state_dir) != std::string::npos);
}

TEST_CASE("rendered lines go back to the pump when it passes them on", "[recorder]") {
  Fixture f;
  f.setup.passthrough = Passthrough::Rendered;
  f.output(Stream::Stderr, "10%\r100%\n");
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  bool seen = false;
  while (const auto answer = f.answers.next()) {
    if (answer->type == FrameType::Line) seen = answer->payload == "100%" && answer->stream == Stream::Stderr;
  }
  CHECK(seen);
}

TEST_CASE("frames that cannot be end the recorder, not the job", "[recorder]") {
  Fixture f;
  const FrameHeader header = frame_header(FrameType::Output, Stream::Stdout, BootClock::now(), kMaxFrameBytes + 1);
  f.frames += bytes_of(header);
  CHECK(f.run() == RecorderEnd::OutOfStep);
}

TEST_CASE("at the end a bar stands before the line that was printed after it, though it is on the other stream",
          "[recorder]") {
  Fixture f;
  const Time start = BootClock::now();
  const auto output = [&f, start](Stream stream, std::string_view bytes, int ms) {
    append_frame(f.frames, FrameType::Output, stream, start + std::chrono::milliseconds(ms), bytes);
  };
  output(Stream::Stderr, "bar 10%\r", 0);
  output(Stream::Stdout, "before\n", 1);
  output(Stream::Stderr, "bar 100%\n", 2);
  output(Stream::Stdout, "after\n", 3);
  append_frame(f.frames, FrameType::StreamEnd, Stream::Stdout, start + std::chrono::milliseconds(4), "");
  append_frame(f.frames, FrameType::StreamEnd, Stream::Stderr, start + std::chrono::milliseconds(4), "");
  f.job_end(0);
  REQUIRE(f.run() == RecorderEnd::Done);
  std::vector<std::string> lines;
  for (const Record& record : f.records()) {
    if (record.stream != Stream::Logwrap) lines.push_back(record.line);
  }
  CHECK(lines == std::vector<std::string>{"before", "bar 100%", "after"});
}

TEST_CASE("a segment has room in a file that may not grow long, with the write that ends it", "[recorder]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const Fixture f;
  for (const rlim_t bytes : {2048UL, 65536UL, 1UL << 20, 1UL << 30}) {
    const rlimit lowered{bytes, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &lowered) == 0);
    const JournalLimits limits = journal_limits(f.setup);
    CHECK(limits.segment > 0);
    CHECK(limits.flush_at > 0);
    CHECK(limits.segment + limits.flush_at < bytes);
    CHECK(limits.run / limits.segment <= 65536);
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK(journal_limits(f.setup).segment == JournalLimits{}.segment);
}
