#include "lib/query/unfinished_lines.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

Record line(UnixNanos ts, Stream stream, const char* text) {
  Record record;
  record.ts = ts;
  record.stream = stream;
  record.line = text;
  return record;
}

Record pending(UnixNanos ts, Stream stream, const char* text, std::int64_t place) {
  Record record = line(ts, stream, text);
  record.kind = Kind::Event;
  record.event = Event{"pending", {{"place", place}}};
  return record;
}

std::vector<std::string> texts(UnfinishedLines& lines) {
  std::vector<std::string> found;
  for (const Record& record : lines.take()) {
    CHECK(record.kind == Kind::Log);
    CHECK(!record.event);
    found.push_back(record.line);
  }
  return found;
}

}  // namespace

TEST_CASE("of a line that was pending several times the last is left", "[query]") {
  UnfinishedLines lines;
  CHECK(lines.keep(pending(1, Stream::Stdout, "10%", 1)));
  CHECK(lines.keep(pending(2, Stream::Stdout, "20%", 1)));
  CHECK(lines.keep(pending(3, Stream::Stdout, "below", 2)));
  CHECK(texts(lines) == std::vector<std::string>{"20%", "below"});
  CHECK(texts(lines).empty());
}

TEST_CASE("a line of its stream ends what was pending, one of another does not", "[query]") {
  UnfinishedLines lines;
  CHECK(lines.keep(pending(1, Stream::Stdout, "out", 1)));
  CHECK(lines.keep(pending(2, Stream::Stderr, "err", 1)));
  CHECK_FALSE(lines.keep(line(3, Stream::Stdout, "out, in the end")));
  CHECK(texts(lines) == std::vector<std::string>{"err"});
}

TEST_CASE("pending lines of both streams are in the order of their times", "[query]") {
  UnfinishedLines lines;
  CHECK(lines.keep(pending(2, Stream::Stdout, "second", 1)));
  CHECK(lines.keep(pending(1, Stream::Stderr, "first", 1)));
  CHECK(texts(lines) == std::vector<std::string>{"first", "second"});
}
