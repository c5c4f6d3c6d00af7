#include "tests/unit/ship/ship_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> numbered(int first, int last) {
  std::vector<std::string> lines;
  for (int i = first; i <= last; ++i) lines.push_back("line " + std::to_string(i));
  return lines;
}

Answer down(const RunShipper::Request&) {
  return kDown;
}

}  // namespace

TEST_CASE("what was printed arrives once lines have been gathered for a while", "[ship]") {
  ShippedRun run;
  for (const std::string& text : numbered(1, 5)) run.print(text);
  run.flush();
  run.round();
  CHECK(run.loki.pushes == 0);
  CHECK(run.shipper->next_due() == run.now + Batcher::kLinger);
  run.pass(1s);
  run.round();
  CHECK(run.loki.lines("stdout") == numbered(1, 5));
  run.round();
  CHECK(run.shipper->sent().stored == 5);
  CHECK(run.shipper->unsent() == 0);
  CHECK_FALSE(run.shipper->complete());
}

TEST_CASE("at the end of a run nothing waits to be gathered", "[ship]") {
  ShippedRun run;
  run.print("last words");
  run.flush();
  run.alive = JournalReader::Writer::Gone;
  run.round();
  CHECK(run.loki.lines("stdout") == std::vector<std::string>{"last words"});
  CHECK(run.shipper->complete());
}

TEST_CASE("each stream has its own labels, and one request at a time", "[ship]") {
  ShippedRun run;
  run.print("out");
  run.print("err", Stream::Stderr);
  run.flush();
  run.alive = JournalReader::Writer::Gone;
  std::vector<StreamId> requested;
  run.round([&](const RunShipper::Request& request) {
    requested.push_back(request.stream);
    return run.store(request);
  });
  CHECK(requested.size() == 2);
  CHECK(run.loki.lines("stream=\"stderr\"") == std::vector<std::string>{"err"});
  CHECK(run.shipper->start(run.now).empty());
}

TEST_CASE("a shipper that was killed sends the batch that it had tried again, byte for byte", "[ship]") {
  ShippedRun run;
  for (const std::string& text : numbered(1, 5)) run.print(text);
  run.flush();
  std::string first;
  run.round(down);
  run.pass(1s);
  run.round([&](const RunShipper::Request& request) {
    first = request.body;
    return kDown;
  });
  REQUIRE_FALSE(first.empty());
  for (const std::string& text : numbered(6, 9)) run.print(text);
  run.flush();
  run.restart();
  std::vector<std::string> bodies;
  run.alive = JournalReader::Writer::Gone;
  for (int i = 0; i < 3; ++i) {
    run.round([&](const RunShipper::Request& request) {
      bodies.push_back(request.body);
      return run.store(request);
    });
  }
  REQUIRE(bodies.size() == 2);
  CHECK(bodies[0] == first);
  CHECK(run.loki.lines("stdout") == numbered(1, 9));
}

TEST_CASE("a stream that the server does not take holds up the others for a second only", "[ship]") {
  ShippedRun run;
  const auto only_stderr = [&](const RunShipper::Request& request) {
    return request.stream.stream == Stream::Stderr ? run.store(request) : Answer{429, "stream limit", ""};
  };
  const std::string filler(1000, 'x');
  for (int i = 0; i < 2000; ++i) run.print(filler + std::to_string(i));
  run.print("err", Stream::Stderr);
  run.flush();
  for (int i = 0; i < 30 && run.loki.lines("stderr").empty(); ++i) {
    run.round(only_stderr);
    run.pass(100ms);
  }
  CHECK(run.loki.lines("stderr") == std::vector<std::string>{"err"});
  run.finish();
  CHECK(run.loki.lines("stdout").size() == 2000);
  CHECK(run.loki.in_order());
  CHECK(run.shipper->sent().stored == 2001);
}

TEST_CASE("after an outage of more than an hour all of it arrives late, and what is new waits for none of it",
          "[ship]") {
  ShippedRun run;
  const std::string filler(1000, 'x');
  for (int i = 0; i < 4000; ++i) {  // some 16 batches over 67 minutes
    run.print(filler + std::to_string(i));
    if (i % 50 == 0) run.flush();
    if (i % 10 == 0) run.round(down);
    run.pass(1s);
  }
  const auto fresh_arrived = [&run] {
    return std::any_of(run.loki.streams.begin(), run.loki.streams.end(), [](const auto& stream) {
      return stream.first.find("late") == std::string::npos && stream.second.back().line == "fresh";
    });
  };
  // A backoff of up to 30 s, and what was under way before.
  for (int rounds = 0; !fresh_arrived(); ++rounds) {
    run.print("fresh");
    run.flush();
    run.round();
    run.pass(1s);
    REQUIRE(rounds < 40);
  }
  const std::size_t late_so_far = run.loki.lines("late").size();
  CHECK(late_so_far < 3000);
  run.finish();
  CHECK(run.loki.entries() == ReadBack(run.run).records.size());
  CHECK(run.loki.lines("late").size() > 3000);
  CHECK(run.loki.in_order());
}

TEST_CASE("of a run that is long over everything is late", "[ship]") {
  ShippedRun run;
  for (const std::string& text : numbered(1, 100)) run.print(text);
  run.flush();
  run.pass(24h);
  run.finish();
  CHECK(run.loki.lines("late=\"" + run.run.id() + "\"") == numbered(1, 100));
  CHECK(run.loki.entries() == 100);
  CHECK(run.shipper->take_notices().empty());
}

TEST_CASE("records that Loki may refuse for their age are named before they are sent", "[ship]") {
  ShippedRun run;
  run.print("old");
  run.flush();
  run.pass(24h * 6 + 1h);
  run.alive = JournalReader::Writer::Gone;
  while (run.shipper->read(run.now, run.real_now, run.alive)) {
  }
  const auto notices = run.shipper->take_notices();
  REQUIRE(notices.size() == 1);
  CHECK_THAT(notices[0], contains_text("Loki refuses what is older than 7 days"));
  CHECK(run.loki.pushes == 0);
}

TEST_CASE("what was refused is counted, and the server's words are kept", "[ship]") {
  ShippedRun run;
  for (const std::string& text : numbered(1, 3)) run.print(text);
  run.flush();
  run.alive = JournalReader::Writer::Gone;
  const std::string words =
      "entry for stream '{a=\"b\"}' has timestamp too old: 2023-11-01T00:00:00Z, oldest acceptable timestamp is: "
      "2023-11-07T00:00:00Z";
  run.round([&](const RunShipper::Request& request) {
    (void)run.store(request);
    return Answer{400, words, ""};
  });
  CHECK(run.shipper->complete());
  CHECK(run.shipper->sent().stored == 2);
  CHECK(run.shipper->sent().refused == 1);
  CHECK_THAT(run.shipper->sent().refused_why, contains_text("timestamp too old"));
  const auto notices = run.shipper->take_notices();
  REQUIRE(notices.size() == 1);
  CHECK_THAT(notices[0], contains_text("refuses records for good"));
}

TEST_CASE("a server that asks for patience is at work for a minute after it took something, and no longer", "[ship]") {
  ShippedRun run;
  const auto slower = [](const RunShipper::Request&) { return Answer{429, "rate limit", ""}; };
  const auto answers = [&run, &slower](std::chrono::nanoseconds later) {
    run.pass(later);
    const std::uint64_t before = run.shipper->answers();
    run.round(slower);
    return run.shipper->answers() - before;
  };
  run.print("one");
  run.flush();
  run.pass(1s);
  CHECK(answers(0s) == 0);  // it may never have taken anything
  run.pass(40s);
  run.round();
  CHECK(run.loki.entries() == 1);
  run.print("two");
  run.flush();
  run.round(slower);
  CHECK(answers(1s) == 1);
  CHECK(answers(45s) == 1);
  CHECK(answers(45s) == 0);
  run.pass(60s);
  run.round();
  CHECK(run.loki.entries() == 2);
}

TEST_CASE("entries that are too far behind the shared stream are sent once more, late", "[ship]") {
  ShippedRun run;
  run.print("first");
  run.pass(1s);
  run.print("second");
  run.flush();
  run.pass(20min);
  run.alive = JournalReader::Writer::Gone;
  run.loki.newest[run.streams.labels({})] = run.real_now + 60 * kMinute;  // another rank's
  run.round();
  CHECK_FALSE(run.shipper->complete());
  run.save();
  run.restart();
  run.finish();
  CHECK(run.loki.lines("late") == std::vector<std::string>{"first", "second"});
  CHECK(run.shipper->sent().stored == 2);
  CHECK(run.shipper->sent().refused == 0);
}

TEST_CASE("a server that takes nothing is said once, until it takes something", "[ship]") {
  ShippedRun run;
  run.print("one");
  run.flush();
  run.alive = JournalReader::Writer::Gone;
  for (int i = 0; i < 10; ++i) {
    run.round([](const RunShipper::Request&) { return Answer{401, "no org id", ""}; });
    run.pass(60s);
  }
  CHECK(run.shipper->take_notices().size() == 1);
  CHECK_THAT(run.shipper->sent().paused, contains_text("no org id"));
  run.finish();
  CHECK(run.shipper->sent().paused.empty());
}

TEST_CASE("records that vanished from the journal's middle before they were sent are counted as missing", "[ship]") {
  ShippedRun run(20'000);
  const std::string filler(1000, 'x');
  for (int i = 0; i < 1000; ++i) run.print(filler + std::to_string(i));
  run.flush();
  for (int i = 0; i < 30; ++i) {
    run.round(down);
    run.pass(1s);
  }
  const auto files = directory_store(run.run.fd())->list().value();
  for (std::size_t i = 30; i < 40; ++i) std::filesystem::remove(run.fixture.segment(files[i].number));
  run.finish();
  const Sent& sent = run.shipper->sent();
  CHECK(sent.missing > 0);
  CHECK(sent.stored == run.loki.entries());
  CHECK(sent.settled() == 1000);
}

TEST_CASE("a shipper that goes on begins where the last one left off", "[ship]") {
  ShippedRun run;
  for (const std::string& text : numbered(1, 5)) run.print(text);
  run.flush();
  run.round();
  run.pass(1s);
  run.round();
  run.round();
  REQUIRE(run.saved.stored == 5);
  CHECK(run.saved.passed == 5);
  for (const std::string& text : numbered(6, 7)) run.print(text);
  run.restart();
  run.finish();
  CHECK(run.loki.repeated == 0);
  CHECK(run.loki.lines("stdout") == numbered(1, 7));
}
