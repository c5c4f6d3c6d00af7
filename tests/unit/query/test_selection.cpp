#include "lib/query/selection.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

using Runs = std::vector<std::pair<std::string, Attributes>>;

std::vector<std::string> texts(const Runs& runs) {
  std::vector<std::string> out;
  for (const RunName& name : names_of(runs)) out.push_back(name.text);
  return out;
}

}  // namespace

TEST_CASE("numbers are named one by one and in ranges", "[selection]") {
  const NumberSet set = NumberSet::parse("0,3-5").value();
  for (const std::uint32_t in : {0U, 3U, 4U, 5U}) CHECK(set.has(in));
  for (const std::uint32_t out : {1U, 2U, 6U}) CHECK_FALSE(set.has(out));
  CHECK(set.has(std::string_view("4")));
  for (const std::string_view none : {"", "x", "-1", "3x", "4294967296"}) CHECK_FALSE(set.has(none));
  for (const std::string wrong : {"", ",", "1,", "a", "5-3", "1-", "-", "0x3", "1--2", "99999999999"})
    CHECK_FALSE(NumberSet::parse(wrong).has_value());
}

TEST_CASE("numbers are written as short as they can be", "[selection]") {
  CHECK(format_numbers({0, 1, 2, 3, 4, 5, 6, 7}) == "0-7");
  CHECK(format_numbers({5, 3, 4, 0, 3}) == "0,3-5");
  CHECK(format_numbers({1, 2}) == "1,2");
  CHECK(format_numbers({7}) == "7");
  CHECK(format_numbers({}).empty());
}

TEST_CASE("a job is a number, an array's task has another behind it", "[selection]") {
  CHECK(parse_job("4711").value() == JobName{"4711", std::nullopt});
  CHECK(parse_job("4711_3").value() == JobName{"4711", "3"});
  for (const std::string wrong : {"", "x", "4711_", "_3", "4711_3_4", "47 11", "4711;rm"})
    CHECK_FALSE(parse_job(wrong).has_value());
}

TEST_CASE("a label has a name that can be one", "[selection]") {
  CHECK(parse_label("team=a=b").value() == std::pair<std::string, std::string>("team", "a=b"));
  for (const std::string wrong : {"", "team", "=x", "a b=c", "{}=x"}) CHECK_FALSE(parse_label(wrong).has_value());
}

TEST_CASE("a selection admits what has all that was asked for", "[selection]") {
  const Attributes run = {{"job_id", "4711"}, {"array_task_id", "3"}, {"rank", "2"}, {"node", "n07"}, {"team", "x"}};
  Selection all;
  CHECK_FALSE(all.given());
  CHECK(all.admits(run));
  Selection one;
  one.job = JobName{"4711", "3"};
  one.ranks = NumberSet::parse("0-2").value();
  one.restarts = NumberSet::parse("0").value();
  one.nodes = {"n01", "n07"};
  one.labels = {{"team", "x"}};
  CHECK(one.given());
  CHECK(one.admits(run));
  for (const auto& [name, other] : Attributes{
           {"job_id", "1"}, {"array_task_id", "1"}, {"rank", "3"}, {"node", "n7"}, {"team", "y"}, {"restart", "1"}}) {
    Attributes changed = run;
    changed[name] = other;
    INFO(name);
    CHECK_FALSE(one.admits(changed));
  }
  CHECK_FALSE(one.admits({}));
}

TEST_CASE("ranks of one start of a job belong together", "[selection]") {
  const Attributes rank0 = {{"job_id", "1"}, {"rank", "0"}, {"run_id", "a"}};
  const Attributes rank1 = {{"job_id", "1"}, {"rank", "1"}, {"run_id", "b"}};
  const Attributes again = {{"job_id", "1"}, {"rank", "0"}, {"restart", "1"}, {"run_id", "c"}};
  CHECK(same_job(rank0, rank1));
  CHECK_FALSE(same_job(rank0, again));
  CHECK_FALSE(same_job({{"run_id", "a"}}, {{"run_id", "b"}}));
  CHECK(same_job({{"run_id", "a"}}, {{"run_id", "a"}}));
}

TEST_CASE("runs are told apart by rank, where that is enough", "[selection]") {
  CHECK(texts({{"id-0", {{"rank", "0"}}}, {"id-1", {{"rank", "10"}}}}) == std::vector<std::string>{"0", "10"});
  CHECK(names_of({{"id-0", {{"rank", "7"}, {"node", "a\x1b[m"}}}})[0].rank == 7U);
  CHECK(names_of({{"id-0", {{"rank", "7"}, {"node", "a\x1b[m"}}}})[0].node == "a\\x1b[m");
}

TEST_CASE("else by what differs, or by the end of their ids", "[selection]") {
  const Runs restarted = {{"a", {{"rank", "0"}}}, {"b", {{"rank", "0"}, {"restart", "1"}}}};
  CHECK(texts(restarted) == std::vector<std::string>{"0r0", "0r1"});
  CHECK_FALSE(names_of(restarted)[0].rank.has_value());
  const Runs array = {{"a", {{"array_task_id", "1"}}}, {"b", {{"array_task_id", "2"}}}};
  CHECK(texts(array) == std::vector<std::string>{"1", "2"});
  const Runs unknown = {{"20261122-030405-k3v9qx7m", {}}, {"20261122-030406-k3v9qx7n", {}}};
  CHECK(texts(unknown) == std::vector<std::string>{"k3v9qx7m", "k3v9qx7n"});
}

TEST_CASE("runs of a job are shown by task, start and rank, as numbers", "[selection]") {
  CHECK(shown_before("z", {{"rank", "2"}}, "a", {{"rank", "10"}}));
  CHECK_FALSE(shown_before("a", {{"rank", "10"}}, "z", {{"rank", "2"}}));
  CHECK(shown_before("z", {{"rank", "9"}}, "a", {{"rank", "0"}, {"restart", "1"}}));
  CHECK(shown_before("z", {{"rank", "9"}, {"array_task_id", "1"}}, "a", {{"rank", "0"}, {"array_task_id", "2"}}));
  CHECK(shown_before("a", {}, "b", {}));
  CHECK_FALSE(shown_before("a", {}, "a", {}));
}
