#include "lib/remote/remote_run.hpp"

#include "lib/base/printer.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr char kId[] = "20261122-030405-k3v9qx7m";

OwnedEntry event(const std::string& name, UnixNanos ts, std::uint64_t seq, const std::string& line,
                 const std::string& data) {
  const std::string number = std::to_string(seq);
  std::vector<EntryView::Pair> labels = {
      {"service_name", "train.py"}, {"user", "ada"}, {"rank", "3"}, {"stream", "logwrap"}, {"kind", "event"}};
  const std::vector<EntryView::Pair> metadata = {{"run_id", kId},           {"seq", number}, {"event", name},
                                                 {"event_data", data},      {"node", "n07"}, {"job_id", "4711"},
                                                 {"detected_level", "info"}};
  labels.insert(labels.end(), metadata.begin(), metadata.end());
  return OwnedEntry({ts, line, labels});
}

std::vector<RemoteRun> learnt(const std::vector<OwnedEntry>& entries) {
  std::vector<RemoteRun> runs;
  for (const OwnedEntry& entry : entries) learn(runs, entry);
  return runs;
}

const auto kStart =
    event("start", 100, 1, "started: python train.py 'a b'", R"({"run":"x","host":"n07.cluster","user":"ada"})");
const auto kEnd = event(
    "end", 900, 12, "ended: exit 3, 10 lines recorded",
    R"({"exit":3,"committed":11,"recorded":10,"pieces":0,"dropped_mode":1,"sent":5,"refused":2,"refused_why":"old"})");

}  // namespace

TEST_CASE("a run is what its first and last event say, whichever comes first", "[runs]") {
  for (const auto& entries : {std::vector{kStart, kEnd}, std::vector{kEnd, kStart}}) {
    const auto runs = learnt(entries);
    REQUIRE(runs.size() == 1);
    const RemoteRun& run = runs.front();
    CHECK(run.info.id == kId);
    CHECK(run.info.argv == std::vector<std::string>{"python", "train.py", "a b"});
    CHECK(run.info.host == "n07.cluster");
    CHECK(run.info.start == 100);
    CHECK(run.info.end == 900);
    CHECK(describe(run.info.status) == "exit 3");
    CHECK(run.info.counts.recorded == 10);
    CHECK(run.info.counts.dropped(Drop::Mode) == 1);
    REQUIRE(run.info.shipped.has_value());
    CHECK(run.info.shipped->refused == 2);
    CHECK(run.last_seq == 12U);
    CHECK((run.started && run.labels.empty()));
    CHECK(run.info.labels.at("rank") == "3");
    CHECK(run.info.labels.at("job_id") == "4711");
    CHECK_FALSE(run.info.labels.contains("detected_level"));
  }
}

TEST_CASE("an end without data is read from its words", "[runs]") {
  const auto runs = learnt({event("end", 900, 12, "ended: exit 3, 10 lines recorded, 1 left out", "")});
  REQUIRE(runs.size() == 1);
  CHECK(describe(runs[0].info.status) == "exit 3");
  CHECK(runs[0].info.counts.recorded == 10);
  CHECK_FALSE(runs[0].started);
  CHECK(runs[0].info.start == 1795316645000000000);  // from its id
}

TEST_CASE("labels are those that every stream has which could be a run's", "[runs]") {
  const LabelSet stdout_log = {
      {"service_name", "train.py"}, {"user", "ada"}, {"rank", "3"}, {"stream", "stdout"}, {"kind", "log"}};
  LabelSet other_rank = stdout_log;
  other_rank["rank"] = "4";
  LabelSet without_rank = stdout_log;
  without_rank.erase("rank");
  without_rank.erase("kind");
  const auto labels_with = [](const std::vector<LabelSet>& streams) {
    auto runs = learnt({kStart});
    learn_labels(runs, streams);
    return runs.front();
  };
  const RemoteRun sure = labels_with({stdout_log, other_rank});
  CHECK(sure.labels == LabelSet{{"rank", "3"}, {"service_name", "train.py"}, {"user", "ada"}});
  CHECK((sure.stream_is_label && sure.kind_is_label));
  const RemoteRun unsure = labels_with({stdout_log, without_rank});
  CHECK(unsure.labels == LabelSet{{"service_name", "train.py"}, {"user", "ada"}});
  CHECK((unsure.stream_is_label && !unsure.kind_is_label));
  CHECK(labels_with({other_rank}).labels.empty());
}

TEST_CASE("what only looks like a run is none", "[runs]") {
  const auto with = [](const std::string& id, const std::string& seq) {
    const std::vector<EntryView::Pair> labels = {
        {"stream", "logwrap"}, {"kind", "event"}, {"run_id", id}, {"seq", seq}};
    return OwnedEntry({1, "x", labels});
  };
  CHECK(learnt({with("../../etc", "1"), with("\x1b[31m", "1"), with("", "1"), with(kId, "x"), with(kId, "")}).empty());
}

TEST_CASE("runs are asked for by the labels that all of them have, and their ids", "[runs]") {
  RemoteRun a;
  a.info.id = "20261122-030405-aaaaaaaa";
  a.labels = {{"service_name", "train \"x\".py"}, {"rank", "0"}, {"only", "a"}};
  RemoteRun b = a;
  b.info.id = "20261122-030405-bbbbbbbb";
  b.labels = {{"service_name", "train \"x\".py"}, {"rank", "1"}};
  const std::vector<const RemoteRun*> one = {&a};
  const std::vector<const RemoteRun*> both = {&a, &b};
  CHECK(query_of(one).text() ==
        R"({only="a", rank="0", service_name="train \"x\".py"} | run_id="20261122-030405-aaaaaaaa")");
  CHECK(
      query_of(both).text() ==
      R"({rank=~"0|1", service_name="train \"x\".py"} | run_id=~"20261122-030405-aaaaaaaa|20261122-030405-bbbbbbbb")");
}

TEST_CASE("words are unquoted as they were quoted", "[runs]") {
  const std::vector<std::string> words = {"python", "a b", "it's", "", "'", "''", "$x", "\\", "a'b'c"};
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + quoted_word(word);
  CHECK(unquoted_words(text) == words);
  CHECK(unquoted_words("").empty());
  CHECK(unquoted_words("'open").size() == 1);
}

TEST_CASE("a run's id says when it began, as far as it is given", "[runs]") {
  constexpr UnixNanos kSecond = 1'000'000'000;
  constexpr UnixNanos kBegan = 1795316645 * kSecond;  // 2026-11-22 03:04:05
  CHECK(time_of_run_id(kId) == TimeRange{kBegan, kBegan + kSecond});
  CHECK(time_of_run_id("20261122-0304") == TimeRange{kBegan - 5 * kSecond, kBegan + 55 * kSecond});
  CHECK(time_of_run_id("20261122-03040") == time_of_run_id("20261122-0304"));
  const auto day = time_of_run_id("20261122");
  REQUIRE(day.has_value());
  CHECK(day->end - day->start == 86400 * kSecond);
  const auto december = time_of_run_id("202612");
  REQUIRE(december.has_value());
  CHECK(december->end - december->start == 31 * 86400 * kSecond);
  for (const std::string none : {"", "202", "0001", "202699", "x", "2026-11"}) CHECK_FALSE(time_of_run_id(none));
}
