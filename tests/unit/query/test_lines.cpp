#include <vector>

#include "lib/query/line_filter.hpp"
#include "lib/query/line_joiner.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

Record record(Stream stream, std::string text, bool continued = false) {
  Record out;
  out.stream = stream;
  out.line = std::move(text);
  out.continued = continued;
  if (stream == Stream::Logwrap) out.kind = Kind::Event;
  return out;
}

LineFilter filter(const LineFilterOptions& options) {
  return LineFilter::make(options).value();
}

}  // namespace

TEST_CASE("what the job printed is shown, events only when asked for", "[filter]") {
  const Record out = record(Stream::Stdout, "a");
  const Record err = record(Stream::Stderr, "b");
  const Record event = record(Stream::Logwrap, "c");
  const LineFilter plain = filter({});
  CHECK((plain.wants(out) && plain.wants(err) && !plain.wants(event)));
  LineFilterOptions options;
  Record repeated = record(Stream::Stdout, "repeated 3 more times");
  repeated.kind = Kind::Event;
  CHECK(plain.wants(repeated));  // it stands for what the job printed
  options.events = Events::Shown;
  CHECK((filter(options).wants(out) && filter(options).wants(event)));
  options = {};
  options.stream = Stream::Stderr;
  CHECK((!filter(options).wants(out) && filter(options).wants(err) && !filter(options).wants(event)));
  options.stream = Stream::Logwrap;
  CHECK((!filter(options).wants(out) && filter(options).wants(event)));
  options = {};
  options.kind = Kind::Event;
  CHECK((!filter(options).wants(out) && filter(options).wants(event)));
}

TEST_CASE("a level leaves out what is less serious, and what says nothing of it", "[filter]") {
  LineFilterOptions options;
  options.level = Level::Warning;
  Record line = record(Stream::Stdout, "a");
  CHECK_FALSE(filter(options).is_serious(line));
  line.level = "info";
  CHECK_FALSE(filter(options).is_serious(line));
  line.level = "warning";
  CHECK(filter(options).is_serious(line));
  line.level = "critical";
  CHECK(filter(options).is_serious(line));
  line.level = "something of a later version";
  CHECK_FALSE(filter(options).is_serious(line));
  options.events = Events::Shown;
  CHECK(filter(options).is_serious(record(Stream::Logwrap, "c")));
}

TEST_CASE("lines before a time are not shown, those at it are", "[filter]") {
  LineFilterOptions options;
  options.since = 100;
  Record line = record(Stream::Stdout, "a");
  line.ts = 99;
  CHECK(!filter(options).wants(line));
  line.ts = 100;
  CHECK(filter(options).wants(line));
}

TEST_CASE("a pattern is searched for in the line", "[filter]") {
  LineFilterOptions options;
  options.grep = "^.eta$|é+";
  CHECK(filter(options).contains("beta"));
  CHECK(filter(options).contains("caféé"));
  CHECK(!filter(options).contains("betas"));
  CHECK(filter({}).contains(""));
}

TEST_CASE("a pattern that is none is refused with the place", "[filter]") {
  LineFilterOptions options;
  options.grep = "loss=(";
  const Result<LineFilter> made = LineFilter::make(options);
  REQUIRE(made.has_error());
  CHECK(made.error().message.find("\"loss=(\"") != std::string::npos);
  CHECK(made.error().message.find("missing )") != std::string::npos);
}

TEST_CASE("the pieces of a line are joined, with the identity of the first", "[join]") {
  LineJoiner joiner;
  Record first = record(Stream::Stdout, "ab", true);
  first.seq = 5;
  CHECK(!joiner.add(first));
  CHECK(!joiner.add(record(Stream::Stdout, "cd", true)));
  const auto line = joiner.add(record(Stream::Stdout, "ef"));
  REQUIRE(line);
  CHECK(line->line == "abcdef");
  CHECK(line->seq == 5);
  CHECK(!line->continued);
  CHECK(joiner.add(record(Stream::Stdout, "next"))->line == "next");
}

TEST_CASE("pieces of two streams may come interleaved", "[join]") {
  LineJoiner joiner;
  CHECK(!joiner.add(record(Stream::Stdout, "a", true)));
  CHECK(!joiner.add(record(Stream::Stderr, "x", true)));
  CHECK(joiner.add(record(Stream::Logwrap, "event"))->line == "event");
  CHECK(joiner.add(record(Stream::Stderr, "y"))->line == "xy");
  CHECK(joiner.add(record(Stream::Stdout, "b"))->line == "ab");
  CHECK(!joiner.take_unfinished());
}

TEST_CASE("a line whose end never came is handed out as far as it came", "[join]") {
  LineJoiner joiner;
  CHECK(!joiner.add(record(Stream::Stdout, "a", true)));
  CHECK(!joiner.add(record(Stream::Stderr, "b", true)));
  CHECK(joiner.take_unfinished()->line == "a");
  CHECK(joiner.take_unfinished()->line == "b");
  CHECK(!joiner.take_unfinished());
}
