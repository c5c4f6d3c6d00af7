// Reading a part of a journal: from a record on, or one stream alone.
#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

using State = JournalReader::State;

/// Records 1 to 300 in segments of some ten, every third of them on stderr.
struct Journal {
  Fixture fixture;
  Run run = fixture.run();

  Journal() {
    JournalWriter::Options options;
    options.limits.segment = 1000;
    options.limits.flush_at = 100;
    options.limits.min_free = 0;
    JournalWriter writer = JournalWriter::open(fixture.run(), options).value();
    for (int i = 1; i <= 300; ++i) {
      Record record = line("line " + std::to_string(i));
      if (i % 3 == 0) record.stream = Stream::Stderr;
      writer.append(std::move(record));
    }
    REQUIRE(writer.flush());
  }
};

/// The seqs of all that comes, and the notes.
struct Taken {
  std::vector<std::uint64_t> seqs;
  std::vector<ReaderNote> notes;

  explicit Taken(JournalReader& reader) {
    for (State state = reader.next(JournalReader::Writer::Gone); state != State::End;
         state = reader.next(JournalReader::Writer::Gone)) {
      if (state == State::Record) seqs.push_back(reader.record().seq);
      if (state == State::Note) notes.push_back(reader.note());
    }
  }
};

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last, std::uint64_t step = 1) {
  std::vector<std::uint64_t> out;
  for (; first <= last; first += step) out.push_back(first);
  return out;
}

}  // namespace

TEST_CASE("a reader goes to any record, forwards and backwards", "[journal]") {
  const Journal journal;
  JournalReader reader(journal.run);
  for (const std::uint64_t seq : {150, 1, 299, 300, 2, 10, 11}) {
    reader.seek(seq);
    const Taken taken(reader);
    CHECK(taken.seqs == numbers(seq, 300));
    CHECK(taken.notes.empty());
  }
  reader.seek(301);
  CHECK(Taken(reader).seqs.empty());
}

TEST_CASE("a reader that went to a record that has gone starts with the next and tells the gap", "[journal]") {
  const Journal journal;
  const auto files = directory_store(journal.run.fd())->list().value();
  std::filesystem::remove(journal.fixture.segment(files[1].number));
  JournalReader whole(journal.run);
  const ReaderNote gap = Taken(whole).notes.at(0);
  JournalReader reader(journal.run);
  reader.seek(gap.after_seq + 2);
  const Taken taken(reader);
  CHECK(taken.seqs == numbers(gap.after_seq + gap.count + 1, 300));
  REQUIRE(taken.notes.size() == 1);
  CHECK(taken.notes[0].count == gap.count - 1);
}

TEST_CASE("a reader gives out the records that were asked for and passes over the others", "[journal]") {
  const Journal journal;
  JournalReader reader(journal.run);
  reader.select([](const RecordHead& head) { return head.stream == Stream::Stderr; });
  CHECK(Taken(reader).seqs == numbers(3, 300, 3));
  reader.seek(100);
  const Taken taken(reader);
  CHECK(taken.seqs == numbers(102, 300, 3));
  CHECK(taken.notes.empty());
}

TEST_CASE("a gap among records that are passed over is told", "[journal]") {
  const Journal journal;
  const auto files = directory_store(journal.run.fd())->list().value();
  std::filesystem::remove(journal.fixture.segment(files[3].number));
  JournalReader reader(journal.run);
  reader.select([](const RecordHead&) { return false; });
  const Taken taken(reader);
  CHECK(taken.seqs.empty());
  REQUIRE(taken.notes.size() == 1);
  CHECK(taken.notes[0].what == ReaderNote::What::Gap);
}

TEST_CASE("records that are written otherwise than logwrap writes them are selected all the same", "[journal]") {
  Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1),
               "{\"seq\":1,\"ts\":\"5\",\"kind\":\"log\",\"stream\":\"stderr\",\"line\":\"a\"}\n"
               "{\"seq\":2,\"ts\":\"6\",\"kind\":\"log\",\"stream\":\"stdout\",\"line\":\"b\"}\n");
  JournalReader reader(run);
  reader.select([](const RecordHead& head) { return head.stream == Stream::Stdout; });
  const Taken taken(reader);
  CHECK(taken.seqs == numbers(2, 2));
  CHECK(taken.notes.empty());
}

TEST_CASE("what is left of a journal behind a reader becomes nothing", "[journal]") {
  const Journal journal;
  std::uint64_t all = 0;
  for (const SegmentFile& file : directory_store(journal.run.fd())->list().value()) all += file.bytes;
  JournalReader reader(journal.run);
  CHECK(reader.bytes_left() == all);
  REQUIRE(reader.next(JournalReader::Writer::Gone) == State::Record);
  CHECK(reader.bytes_left() == all - reader.json().size() - 1);
  (void)Taken(reader);
  CHECK(reader.bytes_left() == 0);
}
