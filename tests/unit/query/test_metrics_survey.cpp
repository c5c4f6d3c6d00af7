#include "lib/query/metrics_survey.hpp"
#include "lib/query/newest.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/query/metrics_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

void add(MetricsSurvey& survey, const std::vector<std::string>& lines, std::size_t run = 0) {
  feed(
      lines, [&survey](const MetricsEntry& entry) { survey.add(entry); }, run);
}

std::string names(const MetricsSurvey& survey) {
  std::string all;
  for (const MetricsSurvey::Key& key : survey.keys()) all += (all.empty() ? "" : " ") + key.name;
  return all;
}

}  // namespace

TEST_CASE("keys are listed in the order in which they first appeared", "[metrics]") {
  MetricsSurvey survey({});
  add(survey, {R"({"z":1,"a":"x"})", R"({"b":{"c":2},"a":3})"});
  CHECK(names(survey) == "z a b.c");
  CHECK(survey.entries() == 2);
  CHECK(survey.keys()[0].has_numbers);
  CHECK(survey.keys()[1].has_numbers);
  CHECK(survey.left_out() == 0);
}

TEST_CASE("what is never a number is nothing to plot, what is never a finite one is no X", "[metrics]") {
  MetricsSurvey survey({});
  add(survey, {R"({"b":"1","c":true,"d":null,"e":[1]})", R"({"a":NaN,"f":1e999})"});
  for (const MetricsSurvey::Key& key : survey.keys()) CHECK(key.has_numbers == (key.name == "a" || key.name == "f"));
  CHECK(!survey.x());
}

TEST_CASE("X is chosen over the entries that have a wanted key", "[metrics]") {
  const std::vector<std::string> lines = {R"({"step":1,"loss":2.5})", R"({"step":2,"loss":2.25})",
                                          R"({"epoch":1,"accuracy":0.5})"};
  MetricsSurvey all({});
  add(all, lines);
  CHECK(all.x() == "epoch");
  MetricsSurvey loss({"loss"});
  add(loss, lines);
  CHECK(loss.x() == "step");
  CHECK(loss.entries() == 2);
  CHECK(names(loss) == "step loss");
  CHECK(loss.has("accuracy"));
}

TEST_CASE("X of several runs is what is X within each", "[metrics]") {
  MetricsSurvey survey({});
  for (const std::size_t run : {0U, 1U}) add(survey, {R"({"step":1,"a":9})", R"({"step":2,"a":8})"}, run);
  CHECK(survey.x() == "step");
}

TEST_CASE("a key that was mistyped is found, be it of an entry that was not wanted", "[metrics]") {
  MetricsSurvey survey({"los"});
  add(survey, {R"({"epoch":1,"loss":2.5})"});
  CHECK(survey.entries() == 0);
  CHECK(!survey.has("los"));
  CHECK(survey.nearest("los") == "loss");
  CHECK(survey.nearest("temperature").empty());
}

TEST_CASE("keys beyond the bound are counted", "[metrics]") {
  MetricsSurvey survey({});
  for (std::size_t i = 0; i < MetricsSurvey::kMaxKeys + 5; ++i) add(survey, {"{\"k" + std::to_string(i) + "\":1}"});
  CHECK(survey.keys().size() == MetricsSurvey::kMaxKeys);
  CHECK(survey.left_out() == 5);
}

TEST_CASE("the newest entries of several runs are told from older ones", "[metrics]") {
  Newest newest({3, 1000});
  const auto add_newest = [&newest](const MetricsEntry& entry) { newest.add(entry); };
  feed({R"({"a":1})", R"({"a":2})", R"({"a":3})"}, add_newest, 0);
  feed({R"({"a":4})", R"({"a":5})"}, add_newest, 1);
  std::string kept;
  const auto look = [&](const MetricsEntry& entry) {
    if (newest.has(entry)) kept += entry.record.line;
  };
  feed({R"({"a":1})", R"({"a":2})", R"({"a":3})"}, look, 0);
  feed({R"({"a":4})", R"({"a":5})"}, look, 1);
  CHECK(kept == R"({"a":2}{"a":3}{"a":5})");
  CHECK(newest.older() == 2);
}

TEST_CASE("the newest entries are no more than there is room for, but one", "[metrics]") {
  Newest newest({100, 20});
  feed({R"({"a":1})", R"({"a":2})", R"({"a":3})"}, [&newest](const MetricsEntry& entry) { newest.add(entry); });
  CHECK(newest.older() == 1);
  Newest one({100, 20});
  bool has = false;
  const std::vector<std::string> long_line = {R"({"a":"1234567890123456789012345"})"};
  feed(long_line, [&one](const MetricsEntry& entry) { one.add(entry); });
  feed(long_line, [&](const MetricsEntry& entry) { has = one.has(entry); });
  CHECK(has);
}
