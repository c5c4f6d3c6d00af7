#include "lib/remote/answer_reader.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr char kHead[] = R"({"status":"success","data":{"resultType":"streams","result":[)";
constexpr char kLabels[] = R"({"service_name":"train.py","stream":"stdout","kind":"log")";

std::string answer_of(const std::string& streams) {
  return kHead + streams + R"(],"stats":{}}})";
}

std::vector<Record> records_of(const std::string& body) {
  std::vector<Record> records;
  const auto count = read_entries(body, [&records](const EntryView& entry) {
    if (auto record = record_of(entry)) records.push_back(*std::move(record));
  });
  REQUIRE(count.has_value());
  return records;
}

std::string entry_with(const std::string& more, const std::string& line = "\"x\"") {
  return R"({"stream":)" + std::string(kLabels) + R"(,"run_id":"r","seq":"7")" + more +
         R"(},"values":[["1700000000000000001",)" + line + "]]}";
}

}  // namespace

TEST_CASE("an entry is the record that was sent as it", "[answer]") {
  const auto records = records_of(answer_of(entry_with(
      R"(,"level":"error","rewrite":"true","continued":"true","x_key":"step","x":"3")", R"("a \"\u20ac\"\t")")));
  REQUIRE(records.size() == 1);
  Record expected;
  expected.ts = 1700000000000000001;
  expected.seq = 7;
  expected.line = "a \"\xE2\x82\xAC\"\t";
  expected.level = "error";
  expected.rewrite = expected.continued = true;
  expected.x = X{"step", "3"};
  CHECK(records[0] == expected);
}

TEST_CASE("an event has its data, and a line with NaN is as it was printed", "[answer]") {
  const auto records =
      records_of(answer_of(entry_with(R"(,"event":"end","event_data":"{\"exit\":3,\"refused_why\":\"no\"}")") + "," +
                           entry_with(R"(,"nonfinite":"a","printed":"{\"a\":NaN}")", R"("{\"a\":null}")")));
  REQUIRE(records.size() == 2);
  REQUIRE(records[0].event.has_value());
  CHECK(records[0].event->name == "end");
  CHECK(records[0].event->fields.size() == 2);
  CHECK(std::get<std::int64_t>(records[0].event->fields[0].second) == 3);
  CHECK(records[1].line == R"({"a":NaN})");
}

TEST_CASE("what is none of logwrap's entries is no record", "[answer]") {
  const std::string labels = R"({"stream":"stdout","kind":"log")";
  for (const std::string more : {"}", R"(,"run_id":"r"})", R"(,"seq":"1"})", R"(,"run_id":"r","seq":"-1"})"})
    CHECK(records_of(answer_of(R"({"stream":)" + labels + more + R"(,"values":[["1","x"],["2","y"]]})")).empty());
}

TEST_CASE("what somebody else pushed as X is a number or nothing", "[answer]") {
  for (const std::string x : {R"(1,\"evil\":2)", "NaN", "", "0x1", "1e999"})
    CHECK_FALSE(records_of(answer_of(entry_with(R"(,"x_key":"k","x":")" + x + "\"")))[0].x.has_value());
}

TEST_CASE("the labels of streams are read", "[answer]") {
  CHECK(read_series(R"({"status":"success","data":[{"a":"b","c":"d"},{}]})").value() ==
        std::vector<LabelSet>{{{"a", "b"}, {"c", "d"}}, {}});
  for (const std::string none : {"", "{}", R"({"data":[1]})", R"({"data":{}})"})
    CHECK_FALSE(read_series(none).has_value());
}

TEST_CASE("an answer that is none is an error, whatever it is", "[answer]") {
  const auto none = [](const EntryView&) {};
  for (const std::string body :
       {"", "{", "[]", "null", "<html>", R"({"data":{}})", R"({"data":{"resultType":"matrix","result":[]}})",
        R"({"data":{"resultType":"streams","result":{}}})",
        R"({"data":{"resultType":"streams","result":[{"stream":{},"values":[["x","y"]]}]}})",
        R"({"data":{"resultType":"streams","result":[{"stream":{},"values":[[]]}]}})"})
    CHECK_FALSE(read_entries(body, none).has_value());
  CHECK(read_entries(std::string(kHead) + "]}}", none).value() == 0);
}

TEST_CASE("numbers come with the label that was asked for", "[answer]") {
  std::vector<std::pair<std::string, double>> found;
  const auto count = read_numbers(
      R"({"data":{"resultType":"vector","result":[{"metric":{"run_id":"a"},"value":[1.5,"12"]},{"metric":{},"value":[1.5,"2.5"]}]}})",
      "run_id", [&found](std::string_view id, double value) { found.emplace_back(id, value); });
  CHECK(count.value() == 2);
  CHECK(found == std::vector<std::pair<std::string, double>>{{"a", 12}, {"", 2.5}});
}
