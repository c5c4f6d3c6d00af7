#include "lib/record/record.hpp"

#include <limits>

#include "lib/record/record_head.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

std::string json(const Record& record) {
  std::string out;
  append_json_line(out, record);
  return out;
}

Record a_record() {
  Record record;
  record.ts = 1700000000000000000;
  record.seq = 7;
  record.line = "loss=0.25";
  return record;
}

constexpr std::string_view kWhole = R"({"ts":"12","seq":3,"stream":"stderr","kind":"log","line":"x"})";

std::string with(std::string_view what, std::string_view instead) {
  std::string text(kWhole);
  return text.replace(text.find(what), what.size(), instead);
}

}  // namespace

TEST_CASE("a record is one line of JSON with its keys in a fixed order", "[record]") {
  CHECK(json(a_record()) ==
        "{\"ts\":\"1700000000000000000\",\"seq\":7,\"stream\":\"stdout\",\"kind\":\"log\",\"line\":\"loss=0.25\"}\n");
}

TEST_CASE("a time is written with all its digits", "[record]") {
  for (const UnixNanos ts : {UnixNanos{0}, UnixNanos{-1}, UnixNanos{1}, UnixNanos{999'999'999'999'999'999},
                             UnixNanos{1'000'000'000'000'000'000}, UnixNanos{1'000'000'000'000'000'001},
                             UnixNanos{1'020'304'050'607'080'900}, UnixNanos{1'795'984'705'190'195'259},
                             std::numeric_limits<UnixNanos>::max(), std::numeric_limits<UnixNanos>::min()}) {
    Record record;
    record.ts = ts;
    std::string out;
    append_json_line(out, record);
    CHECK_THAT(out, Catch::Matchers::StartsWith(R"({"ts":")" + std::to_string(ts) + R"(","seq":)"));
  }
}

TEST_CASE("rewrite, continued and event are written only where they apply", "[record]") {
  Record record = a_record();
  record.rewrite = true;
  record.continued = true;
  CHECK(json(record).find(R"("line":"loss=0.25","rewrite":true,"continued":true})") != std::string::npos);
  Record event = a_record();
  event.stream = Stream::Logwrap;
  event.kind = Kind::Event;
  event.event = Event{"gap", {{"reason", std::string("disk")}, {"lines", std::int64_t{4}}}};
  CHECK(json(event).find(R"("kind":"event","line":"loss=0.25","event":"gap","data":{"reason":"disk","lines":4}})") !=
        std::string::npos);
}

TEST_CASE("a level and an X value are written before an event, the number as it was printed", "[record]") {
  Record record = a_record();
  record.kind = Kind::Metadata;
  record.level = "error";
  record.x = X{"eval.\"epoch\"", "1.50E+2"};
  CHECK(json(record).find(R"("line":"loss=0.25","level":"error","x_key":"eval.\"epoch\"","x":1.50E+2})") !=
        std::string::npos);
  CHECK(parse_record(json(record)).value() == record);
}

TEST_CASE("an X value is read as it was written, wherever it stands", "[record]") {
  const auto x_of = [](const std::string& fields) {
    return parse_record(with(R"("line")", fields + R"(,"line")")).value().x;
  };
  CHECK(x_of(R"("x":18446744073709551615,"x_key":"a")") == X{"a", "18446744073709551615"});
  CHECK(x_of("\"x_key\":\"a\",\"x\" : \t-0.10 \r") == X{"a", "-0.10"});
  CHECK(x_of(R"("later":{"x":7},"x_key":"a","\u0078":5e-1)") == X{"a", "5e-1"});
}

TEST_CASE("half of an X value is none, and one that is no number is refused", "[record]") {
  CHECK(parse_record(with(R"("line")", R"("x":1,"line")")).value() == parse_record(kWhole).value());
  CHECK(parse_record(with(R"("line")", R"("x_key":"a","line")")).value() == parse_record(kWhole).value());
  CHECK(!parse_record(with(R"("line")", R"("x_key":"a","x":"1","line")")));
  CHECK(!parse_record(with(R"("line")", R"("x_key":1,"x":1,"line")")));
  CHECK(!parse_record(with(R"("line")", R"("level":null,"line")")));
}

TEST_CASE("a record is read with and without its line feed", "[record]") {
  const Result<Record> plain = parse_record(kWhole);
  REQUIRE(plain);
  CHECK(plain->ts == 12);
  CHECK(plain->seq == 3);
  CHECK(plain->stream == Stream::Stderr);
  CHECK(plain->line == "x");
  CHECK(parse_record(std::string(kWhole) + "\n").value() == *plain);
}

TEST_CASE("unknown keys are ignored, whatever their value", "[record]") {
  const Result<Record> record = parse_record(with(R"("line")", R"("later":[1,{"deep":null}],"y":1e400000,"line")"));
  CHECK(!record);  // 1e400000 is no JSON number that fits anything
  CHECK(parse_record(with(R"("line")", R"("later":[1,{"deep":null}],"y":1.5,"line")")).value() ==
        parse_record(kWhole).value());
}

TEST_CASE("a line that is no record is refused", "[record]") {
  CHECK(!parse_record(""));
  CHECK(!parse_record("\n"));
  CHECK(!parse_record("[1,2]"));
  CHECK(!parse_record("null"));
  CHECK(!parse_record("{}"));
  CHECK(!parse_record(kWhole.substr(0, kWhole.size() - 1)));
  CHECK(!parse_record(std::string(kWhole) + "}"));
  CHECK(!parse_record(std::string(kWhole) + std::string(kWhole)));
}

TEST_CASE("a key that is missing or has a value it cannot have is refused", "[record]") {
  CHECK(!parse_record(with(R"("ts":"12",)", "")));
  CHECK(!parse_record(with(R"("seq":3,)", "")));
  CHECK(!parse_record(with(R"(,"line":"x")", "")));
  CHECK(!parse_record(with(R"("12")", "12")));
  CHECK(!parse_record(with(R"("12")", R"("12x")")));
  CHECK(!parse_record(with(R"("12")", R"("")")));
  CHECK(!parse_record(with(R"("12")", R"("99999999999999999999")")));
  CHECK(!parse_record(with(":3", ":-3")));
  CHECK(!parse_record(with(":3", ":3.5")));
  CHECK(!parse_record(with("stderr", "stdfoo")));
  CHECK(!parse_record(with(R"("log")", R"("lag")")));
  CHECK(!parse_record(with(R"("x")", "null")));
  CHECK(!parse_record(with(R"("line")", R"("continued":1,"line")")));
  CHECK(!parse_record(with("x", "\xff")));
}

TEST_CASE("streams and kinds are found by the names they are written with", "[record]") {
  for (const Stream stream : {Stream::Stdout, Stream::Stderr, Stream::Logwrap})
    CHECK(stream_named(name(stream)) == stream);
  for (const Kind kind : {Kind::Log, Kind::Metadata, Kind::Event}) CHECK(kind_named(name(kind)) == kind);
  CHECK(!stream_named("STDOUT"));
  CHECK(!kind_named(""));
}

TEST_CASE("a number in a record's head is read to its last digit, and is none with another byte in it", "[record]") {
  const auto head = [](const std::string& number) {
    return peek_record(R"({"ts":"1","seq":)" + number + R"(,"stream":"stdout","kind":"log","line":""})");
  };
  for (std::string digits : {"1", "1234567", "12345678", "123456789", "1234567890123456", "12345678901234567",
                             "123456789012345678", "1234567890123456789", "18446744073709551615"}) {
    REQUIRE(head(digits));
    CHECK(std::to_string(head(digits)->seq) == digits);
    for (char& digit : digits) {
      const char right = digit;
      for (const char wrong : {'/', ':', ';', '?', '@', 'p', ' ', '\0', '\x80', '\xB5', '\xF9'}) {
        digit = wrong;
        CHECK_FALSE(head(digits));
      }
      digit = right;
    }
  }
  CHECK_FALSE(head("18446744073709551616"));
  CHECK_FALSE(head("012345678"));
}
