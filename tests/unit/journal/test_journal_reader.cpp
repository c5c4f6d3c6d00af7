#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

using State = JournalReader::State;
using Writer = JournalReader::Writer;

namespace {

std::string json(std::uint64_t seq, std::string text) {
  Record record = line(std::move(text), static_cast<UnixNanos>(seq));
  record.seq = seq;
  std::string out;
  append_json_line(out, record);
  return out;
}

}  // namespace

TEST_CASE("a journal cut at any byte gives exactly the whole records before the cut", "[reader][property]") {
  const Fixture fixture;
  const Run run = fixture.run();
  std::string whole;
  std::vector<std::size_t> ends;
  for (std::uint64_t i = 1; i <= 12; ++i) {
    whole += json(i, "line \"" + std::to_string(i) + "\" é\n");
    ends.push_back(whole.size());
  }
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    write_all_to(fixture.segment(1), whole.substr(0, cut));
    const ReadBack back(run);
    const auto expected = static_cast<std::size_t>(
        std::count_if(ends.begin(), ends.end(), [cut](std::size_t end) { return end <= cut; }));
    REQUIRE(back.records.size() == expected);
    const std::size_t torn = cut - (expected == 0 ? 0 : ends[expected - 1]);
    REQUIRE(back.notes.size() == (torn == 0 ? 0 : 1));
    if (torn == 0) continue;
    CHECK(back.notes[0].what == ReaderNote::What::CutOff);
    CHECK(back.notes[0].after_seq == expected);
    CHECK(back.notes[0].count == torn);
  }
}

TEST_CASE("a torn line is waited for while its writer lives", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const std::string second = json(2, "b");
  write_all_to(fixture.segment(1), json(1, "a") + second.substr(0, 10));
  JournalReader reader(run);
  REQUIRE(reader.next(Writer::Alive) == State::Record);
  REQUIRE(reader.next(Writer::Alive) == State::Wait);
  REQUIRE(reader.next(Writer::Alive) == State::Wait);
  std::ofstream(fixture.segment(1), std::ios::app) << second.substr(10);
  REQUIRE(reader.next(Writer::Alive) == State::Record);
  CHECK(reader.record().line == "b");
  CHECK(std::string(reader.json()) + "\n" == second);
  CHECK(reader.next(Writer::Alive) == State::Wait);
  CHECK(reader.next(Writer::Gone) == State::End);
  CHECK(reader.next(Writer::Gone) == State::End);
}

TEST_CASE("a torn line that is cut back and written anew is read once", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), json(1, "a") + json(2, "b").substr(0, 10));
  JournalReader reader(run);
  REQUIRE(reader.next(Writer::Alive) == State::Record);
  REQUIRE(reader.next(Writer::Alive) == State::Wait);
  std::filesystem::resize_file(fixture.segment(1), json(1, "a").size());
  REQUIRE(reader.next(Writer::Alive) == State::Wait);
  std::ofstream(fixture.segment(1), std::ios::app) << json(2, "b");
  REQUIRE(reader.next(Writer::Alive) == State::Record);
  CHECK(reader.record().line == "b");
  CHECK(reader.next(Writer::Gone) == State::End);
}

TEST_CASE("a run without any segment yet is waited for", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  JournalReader reader(run);
  CHECK(reader.next(Writer::Alive) == State::Wait);
  write_all_to(fixture.segment(1), json(1, "a"));
  CHECK(reader.next(Writer::Alive) == State::Record);
  CHECK(reader.next(Writer::Gone) == State::End);
}

TEST_CASE("segments are read in the order of their numbers and one that vanished is a gap", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), json(1, "a") + json(2, "b"));
  write_all_to(fixture.segment(9), json(7, "g"));
  write_all_to(fixture.segment(10), json(8, "h"));
  write_all_to(fixture.segment(1000000), json(9, "i"));
  write_all_to(fixture.run_path() / "notes.jsonl", "not ours\n");
  const ReadBack back(run);
  CHECK(back.lines() == std::vector<std::string>{"a", "b", "g", "h", "i"});
  REQUIRE(back.notes.size() == 1);
  CHECK(back.notes[0].what == ReaderNote::What::Gap);
  CHECK(back.notes[0].after_seq == 2);
  CHECK(back.notes[0].count == 4);
  CHECK(describe(back.notes[0]) == "4 records missing after record 2");
}

TEST_CASE("a torn segment in the middle is said and read over", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), json(1, "a") + "{\"ts\":");
  write_all_to(fixture.segment(2), json(2, "b"));
  const ReadBack back(run);
  CHECK(back.lines() == std::vector<std::string>{"a", "b"});
  REQUIRE(back.notes.size() == 1);
  CHECK(describe(back.notes[0]) == "cut off after record 1 (6 bytes of the next one are there)");
}

TEST_CASE("lines that are no records are said and skipped", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const std::string zeros(100, '\0');
  write_all_to(fixture.segment(1), "\n" + json(1, "a") + "garbage\n" + zeros + "\n{\"a\":1}\n" + json(2, "b"));
  const ReadBack back(run);
  CHECK(back.lines() == std::vector<std::string>{"a", "b"});
  REQUIRE(back.notes.size() == 4);
  for (const ReaderNote& note : back.notes) CHECK(note.what == ReaderNote::What::Garbage);
  CHECK(back.notes[2].count == 101);
}

TEST_CASE("a line longer than any record is skipped in bounded memory and the rest is read", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const std::size_t length = 3 * JournalReader::kMaxJsonBytes + 17;
  write_all_to(fixture.segment(1), json(1, "a") + std::string(length, 'x') + "\n" + json(2, "b"));
  const ReadBack back(run);
  CHECK(back.lines() == std::vector<std::string>{"a", "b"});
  REQUIRE(back.notes.size() == 1);
  CHECK(back.notes[0].count == length + 1);
}

TEST_CASE("the longest record there can be is read", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  const std::string longest(kMaxLineBytes, '\x01');
  write_all_to(fixture.segment(1), json(1, longest) + json(2, "b"));
  const ReadBack back(run);
  CHECK(back.notes.empty());
  REQUIRE(back.records.size() == 2);
  CHECK(back.records[0].line == longest);
}

TEST_CASE("a segment that cannot be read is said and the next is read", "[reader]") {
  const Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), json(1, "a"));
  write_all_to(fixture.segment(2), json(2, "b"));
  std::filesystem::remove(fixture.segment(2));
  std::filesystem::create_directory(fixture.segment(2));  // no regular file: passed over
  write_all_to(fixture.segment(3), json(3, "c"));
  CHECK(ReadBack(run).lines() == std::vector<std::string>{"a", "c"});
}
