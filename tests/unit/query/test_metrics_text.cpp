#include "lib/query/metrics_text.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/query/metrics_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

/// Without the run and the time, which are always the same.
std::string csv(const std::vector<std::string>& keys, const std::string& line, Escapes escapes = Escapes::Shown) {
  MetricsCsv format(keys, escapes);
  std::string out;
  feed({line}, [&](const MetricsEntry& entry) { format.append(out, "r", entry); });
  constexpr std::string_view before = "r,2027-01-15T08:00:01.000Z";
  REQUIRE(out.starts_with(before));
  REQUIRE(out.ends_with("\n"));
  return out.substr(before.size(), out.size() - before.size() - 1);
}

std::string json(const std::vector<std::string>& keys, const std::string& line) {
  std::string out;
  feed({line}, [&](const MetricsEntry& entry) { append_metrics_json(out, "r", entry, keys); });
  constexpr std::string_view before =
      R"({"run":"r","seq":1,"time":"2027-01-15T08:00:01.000Z","stream":"stdout","fields":)";
  REQUIRE(out.starts_with(before));
  REQUIRE(out.ends_with("}\n"));
  return out.substr(before.size(), out.size() - before.size() - 2);
}

}  // namespace

TEST_CASE("CSV has a column for each key in the order given", "[csv]") {
  CHECK(MetricsCsv({"b", "a"}, Escapes::Shown).heading() == "_run,_time,b,a\n");
  CHECK(csv({"b", "a"}, R"({"a":1,"b":2.50,"c":3})") == ",2.50,1");
  CHECK(csv({"a", "b", "c"}, R"({"b":true})") == ",,true,");
  CHECK(csv({"a.b"}, R"({"a":{"b":7}})") == ",7");
}

TEST_CASE("CSV tells null and missing from an empty text, and keeps NaN", "[csv]") {
  CHECK(csv({"a", "b", "c", "d"}, R"({"a":null,"c":"","d":NaN})") == R"(,,,"",NaN)");
  CHECK(csv({"a", "b"}, R"({"a":-Infinity,"b":18446744073709551616})") == ",-Infinity,18446744073709551616");
}

TEST_CASE("CSV quotes commas, quotes and line ends, in headings too", "[csv]") {
  CHECK(csv({"a", "b"}, R"({"a":"x,y","b":"say \"hi\""})") == R"(,"x,y","say ""hi""")");
  CHECK(csv({"a"}, R"({"a":[1, "b"]})") == R"(,"[1, ""b""]")");
  CHECK(csv({"a"}, R"({"a":"x\ny\r"})", Escapes::Raw) == ",\"x\ny\r\"");
  CHECK(MetricsCsv({"a,b", ""}, Escapes::Shown).heading() == "_run,_time,\"a,b\",\"\"\n");
}

TEST_CASE("CSV escapes what could play tricks on a terminal unless it is to be raw", "[csv]") {
  CHECK(csv({"a"}, R"({"a":"\u001b[2J\n\u202e"})") == R"(,\x1b[2J\n\u{202e})");
  CHECK(csv({"a"}, R"({"a":"\u001b[2J"})", Escapes::Raw) == ",\x1b[2J");
  CHECK(MetricsCsv({"\x1b"}, Escapes::Shown).heading() == "_run,_time,\\x1b\n");
}

TEST_CASE("JSON Lines have the fields as they were printed, nested ones by their joined keys", "[jsonl]") {
  CHECK(json({}, R"({"epoch": 1, "eval": {"loss": 0.50, "by": [1, 2]}})") ==
        R"({"epoch":1,"eval.loss":0.50,"eval.by":[1, 2]})");
  CHECK(json({}, R"({"id": 9223372036854775807, "t": "a\"b"})") == R"({"id":9223372036854775807,"t":"a\"b"})");
  CHECK(json({"loss", "x"}, R"({"epoch": 1, "loss": 2})") == R"({"loss":2})");
}

TEST_CASE("JSON Lines are strict: NaN is null, and named", "[jsonl]") {
  CHECK(json({}, R"({"a":NaN,"b":[1,-Infinity],"c":"NaN","d":null})") ==
        R"({"a":null,"b":[1,null],"c":"NaN","d":null},"not_finite":{"a":"NaN","b":"[1,-Infinity]"})");
}

TEST_CASE("JSON Lines escape what could play tricks on a terminal", "[jsonl]") {
  CHECK(json({}, "{\"a\u202e\":\"\u009b\",\t\"b\":[\"\x7f\",\t1]}") == R"({"a\u202e":"\u009b","b":["\u007f", 1]})");
}
