#include "lib/journal/sent_file.hpp"

#include <algorithm>
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

Sent example() {
  Sent sent;
  sent.labels = "team=\"größe\", -user";
  sent.streams["stdout/log"] = {17, 20, SeqRanges({{1, 5}, {9, 9}}), 3, SeqRanges({{18, 19}})};
  sent.streams["logwrap/event"] = {};
  sent.passed = 31;
  sent.stored = 12;
  sent.refused = 1;
  sent.missing = 2;
  sent.refused_why = "400: entry too old\n";
  sent.paused = "401: no org id";
  sent.complete = true;
  sent.answers = 8;
  sent.last_answer = 1'800'000'000'000'000'001;
  sent.unsent_bytes = 4711;
  return sent;
}

}  // namespace

TEST_CASE("what was sent is read back as it was written", "[sent]") {
  CHECK(parse_sent(to_json(example())).value() == example());
  CHECK(parse_sent(to_json(Sent{})).value() == Sent{});
  CHECK(example().settled() == 15);
}

TEST_CASE("what a newer logwrap wrote, or what is damaged, is read for what it is worth", "[sent]") {
  CHECK(!parse_sent(""));
  CHECK(!parse_sent("[]"));
  const Sent sent =
      parse_sent(R"({"new":1,"passed":-1,"streams":{"a":7,"b":{"done":3,"late":[[1],[4,2],"x",[5,6]]}}})").value();
  CHECK(sent.passed == 0);
  CHECK(sent.streams.size() == 1);
  CHECK(sent.streams.at("b") == SentStream{3, 0, SeqRanges({{5, 6}}), 0, {}});
}

TEST_CASE("what is settled through is what no stream has open, late records included", "[sent]") {
  Sent sent;
  CHECK(sent.settled_through() == 0);
  sent.passed = 90;
  CHECK(sent.settled_through() == 90);
  sent.streams["stdout/log"].done = 90;
  sent.streams["stderr/log"].done = 70;
  CHECK(sent.settled_through() == 70);
  sent.streams["stdout/log"].late = SeqRanges({{40, 41}, {60, 60}});
  CHECK(sent.settled_through() == 39);
}

TEST_CASE("what a shipper has seen is the greatest number that it noted anywhere", "[sent]") {
  CHECK(Sent{}.seen_through() == 0);
  CHECK(example().seen_through() == 31);
  const std::vector<SentStream> noted = {{40, 0, {}, 0, {}},
                                         {0, 40, {}, 0, {}},
                                         {0, 0, SeqRanges({{1, 2}, {39, 40}}), 0, {}},
                                         {0, 0, {}, 40, {}},
                                         {0, 0, {}, 0, SeqRanges({{40, 40}})}};
  for (const SentStream& stream : noted) {
    Sent sent = example();
    sent.streams["stderr/log"] = stream;
    CHECK(sent.seen_through() == 40);
  }
}

TEST_CASE("a run that nothing was sent of has no sent.json", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  CHECK(read_sent(run).value() == std::nullopt);
  REQUIRE(SentFile(run).save(example()));
  CHECK(read_sent(run).value() == example());
}

TEST_CASE("a sent.json that says nothing is named, with the way out", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  for (const char* text : {"", "{", "{\n", "\n"}) {
    write_all_to(fixture.run_path() / "sent.json", text);
    const std::string message = describe(read_sent(run).error());
    CHECK_THAT(message, contains_text("sent.json does not say what was sent; remove it"));
    CHECK(message.ends_with("twice"));
  }
}

TEST_CASE("of what was saved the last counts, and the file stays small", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  const auto path = fixture.run_path() / "sent.json";
  Sent sent = example();
  SentFile file(run);
  std::uintmax_t largest = 0;
  for (int i = 0; i < 200; ++i) {
    ++sent.stored;
    REQUIRE(file.save(sent));
    REQUIRE(read_sent(run).value() == sent);
    largest = std::max(largest, std::filesystem::file_size(path));
  }
  CHECK(largest > 10'000);  // so it was replaced only now and then
  CHECK(largest <= 16'384);
  const std::string before = read_all(path);
  REQUIRE(file.save(sent));
  CHECK(read_all(path) == before);
}

TEST_CASE("half a line at the end of what was saved is not there, and not gone on with", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  const auto path = fixture.run_path() / "sent.json";
  SentFile dies(run);
  Sent sent = example();
  REQUIRE(dies.save(Sent{}));
  REQUIRE(dies.save(sent));
  write_all_to(path, read_all(path) + R"({"passed":99)");
  CHECK(read_sent(run).value() == sent);
  SentFile next(run);
  sent.passed = 32;
  REQUIRE(next.save(sent));
  CHECK(read_sent(run).value() == sent);
  CHECK(read_all(path) == to_json(sent) + "\n");
}

TEST_CASE("what was written over on a full disk, and not to its end, is read up to there", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  const auto path = fixture.run_path() / "sent.json";
  const std::string now = to_json(example()) + "\n";
  std::string before = to_json(Sent{});
  before.insert(before.size() - 1, std::string(now.size(), ' '));  // one line, longer than the new one
  write_all_to(path, now + (before + "\n").substr(now.size()));
  CHECK(read_sent(run).value() == example());
}

TEST_CASE("a line longer than all that is kept replaces the file each time", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  SentFile file(run);
  Sent sent = example();
  sent.refused_why.assign(20'000, 'x');
  for (sent.stored = 1; sent.stored < 4; ++sent.stored) {
    REQUIRE(file.save(sent));
    CHECK(read_all(fixture.run_path() / "sent.json") == to_json(sent) + "\n");
  }
}

TEST_CASE("what cannot be saved is saved when it can", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  SentFile file(run);
  std::filesystem::create_directory(fixture.run_path() / "sent.json");
  CHECK(!file.save(example()));
  std::filesystem::remove(fixture.run_path() / "sent.json");
  REQUIRE(file.save(example()));
  CHECK(read_sent(run).value() == example());
}

TEST_CASE("a run's recorder and its shipper do not lock each other out, but each its like", "[sent]") {
  Fixture fixture;
  const Run run = fixture.run();
  const auto recorder = run.lock();
  REQUIRE(recorder);
  CHECK_FALSE(run.is_locked(RunLock::Shipper));
  const auto shipper = run.lock(RunLock::Shipper);
  REQUIRE(shipper);
  CHECK(run.is_locked(RunLock::Shipper));
  CHECK(run.lock(RunLock::Shipper).error().code == std::errc::resource_unavailable_try_again);
}
