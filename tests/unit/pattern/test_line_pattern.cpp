#include "lib/pattern/line_pattern.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

using Found = std::vector<std::pair<std::string, std::string>>;

Found captured(const std::string& pattern, const std::string& line) {
  REQUIRE_FALSE(line_pattern_problem(pattern));
  const LinePattern one(pattern);
  std::vector<LinePattern::Capture> captures;
  if (!one.match(line, captures)) return {{"no", "match"}};
  Found found;
  for (const auto& capture : captures) found.emplace_back(capture.name, capture.text);
  return found;
}

const Found kNoMatch{{"no", "match"}};

std::string why(const std::string& patterns) {
  const auto problem = line_pattern_problem(patterns);
  return problem ? std::to_string(problem->line) + ": " + problem->why : "none";
}

}  // namespace

TEST_CASE("a training loop's line is taken apart", "[pattern]") {
  CHECK(captured(R"(Train Epoch: <epoch> [<step>/<_> (<percent>%)]\tloss=<loss>)",
                 "Train Epoch: 1 [55040/60000 (92%)]\tloss=0.6565") ==
        Found{{"epoch", "1"}, {"step", "55040"}, {"percent", "92"}, {"loss", "0.6565"}});
  CHECK(captured("{metricName: accuracy, metricValue: <accuracy>};{metricName: loss, metricValue: <loss>}",
                 "{metricName: accuracy, metricValue: 0.7312};{metricName: loss, metricValue: 0.6644}") ==
        Found{{"accuracy", "0.7312"}, {"loss", "0.6644"}});
  CHECK(captured("<_> INFO epoch <epoch> ", "12:00:01 INFO epoch 3 of 10") == Found{{"epoch", "3"}});
}

TEST_CASE("a pattern begins where the line does, and every text of it has to be there", "[pattern]") {
  CHECK(captured("loss=<loss>", "train loss=1") == kNoMatch);
  CHECK(captured("loss=<loss> acc=<acc>", "loss=1 accuracy=2") == kNoMatch);
  CHECK(captured("loss=<loss> end", "loss=1 end and more") == Found{{"loss", "1"}});
  CHECK(captured("loss=<loss>", "loss=") == Found{{"loss", ""}});
  CHECK(captured("loss=<loss>", "") == kNoMatch);
}

TEST_CASE("what is no capture's name is text", "[pattern]") {
  CHECK(captured("<1> <loss>", "<1> 2") == Found{{"loss", "2"}});
  CHECK(captured("< loss> <b> <", "< loss> 3 <") == Found{{"b", "3"}});
  CHECK(captured(R"(\<a> <b>\\)", R"(<a> 3\)") == Found{{"b", "3"}});
}

TEST_CASE("what is wrong with a pattern is said with its place", "[pattern]") {
  CHECK(why("loss=<loss>\n\n<epoch>/<total>") == "none");
  CHECK(why("loss=<loss>\nloss") == "2: column 1: it captures nothing: it needs a <name>");
  CHECK(why("<_> <_>") == "1: column 1: it captures nothing: it needs a <name>");
  CHECK(why("loss <a><b>") == "1: column 9: two captures need text between them, or nobody knows where the first ends");
  CHECK(why("<a> <_> <a>") == "1: column 9: the name a is there twice");
  CHECK(why(R"(<a>\d)") == R"(1: column 4: a backslash stands before t, \ or <)");
  CHECK(why(R"(<a>\)") == R"(1: column 4: a backslash stands before t, \ or <)");
}
