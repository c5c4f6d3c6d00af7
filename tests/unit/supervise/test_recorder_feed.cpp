// The feed over a real pipe; the recorder at its other end is what the tests make of the page.
#include "lib/supervise/recorder_feed.hpp"

#include <fcntl.h>

#include "lib/base/syscall.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Fixture {
  boost::asio::io_context io;
  SharedPageMap page = SharedPageMap::make().value();
  RecorderFeed feed{io, *page, {[] {}, [] { return true; }, [] { return false; }}};
  UniqueFd recorder;  ///< what it would read from

  void connect() {
    PipeEnds pipe = make_pipe(O_NONBLOCK).value();
    recorder = std::move(pipe.read);
    feed.connect(std::move(pipe.write));
  }
  /// A recorder dies that has published `progress`.
  void die(const RecorderProgress& progress) {
    page->publish(progress);
    page->gaps_noted = progress.gaps;
    recorder.reset();
    feed.disconnect();
  }
  void output(std::string_view bytes) { feed.output(Stream::Stdout, bytes, BootClock::now()); }

  /// What the recorder was told as gaps, in line feeds.
  std::vector<std::uint64_t> gaps() {
    std::vector<std::uint64_t> told;
    FrameReader frames;
    const Transfer read = read_some(recorder.get(), frames.prepare(1 << 16), 1 << 16);
    if (read.state == Transfer::State::Done) frames.commit(read.bytes);
    while (const auto frame = frames.next()) {
      if (const auto gap = frame->as<GapPayload>(); gap && frame->type == FrameType::Gap)
        told.push_back(gap->line_feeds);
    }
    return told;
  }
};

}  // namespace

TEST_CASE("what a recorder that died did not take is told to the next one", "[feed]") {
  Fixture f;
  f.connect();
  f.output("one\ntwo\nthree\n");
  RecorderProgress taken;
  taken.output_bytes = 4;
  taken.line_feeds = 1;
  f.die(taken);
  f.output("four\n");
  f.connect();
  CHECK(f.gaps() == std::vector<std::uint64_t>{3});
}

TEST_CASE("a gap that a recorder was told and died before counting is told to the next one", "[feed]") {
  Fixture f;
  f.connect();
  f.output("one\ntwo\n");
  f.die({});
  f.connect();
  f.die({});
  f.output("three\n");
  f.connect();
  CHECK(f.gaps() == std::vector<std::uint64_t>{3});
}

TEST_CASE("a gap that a recorder has counted is not told again", "[feed]") {
  Fixture f;
  f.connect();
  f.output("one\ntwo\n");
  f.die({});
  f.connect();
  RecorderProgress counted;
  counted.gaps = 1;
  f.die(counted);
  CHECK(f.feed.dropped_line_feeds() == 0);
  f.output("three\n");
  f.connect();
  CHECK(f.gaps() == std::vector<std::uint64_t>{1});
}

TEST_CASE("lines that stood on the screens of a recorder that died are told once", "[feed]") {
  Fixture f;
  f.connect();
  f.output("one\ntwo\n");
  RecorderProgress taken;
  taken.output_bytes = 8;
  taken.line_feeds = 2;
  taken.pending_lines = 2;
  f.die(taken);
  CHECK(f.feed.dropped_line_feeds() == 2);
  f.connect();
  // The next one dies before it publishes anything.
  f.recorder.reset();
  f.feed.disconnect();
  CHECK(f.feed.dropped_line_feeds() == 2);
}

TEST_CASE("with no recorder left all that was not counted is lost", "[feed]") {
  Fixture f;
  f.connect();
  f.output("one\n");
  f.die({});
  f.connect();
  f.feed.give_up();
  f.output("two\n");
  CHECK(f.feed.dropped_line_feeds() == 2);
}
