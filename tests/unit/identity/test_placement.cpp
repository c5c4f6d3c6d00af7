#include "lib/identity/placement.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using What = LabelChange::What;

namespace {

const Attributes kSlurm = {{"service_name", "resnet"}, {"cluster", "alpha"}, {"user", "ada"}, {"rank", "3"},
                           {"local_rank", "1"},        {"job_id", "42"},     {"node", "n07"}, {"run_id", "r1"}};

Placement placed(const Attributes& attributes, std::string_view changes) {
  return place(attributes, parse_label_changes(changes).value()).value();
}

std::string refused(std::string_view changes) {
  const auto parsed = parse_label_changes(changes);
  return parsed ? "taken" : parsed.error().message;
}

}  // namespace

TEST_CASE("labels are the few that are bounded, all else is structured metadata", "[identity]") {
  const Placement placement = placed(kSlurm, "");
  CHECK(placement.labels == LabelSet{{"service_name", "resnet"}, {"cluster", "alpha"}, {"user", "ada"}, {"rank", "3"}});
  CHECK(placement.metadata == LabelSet{{"local_rank", "1"}, {"job_id", "42"}, {"node", "n07"}, {"run_id", "r1"}});
  CHECK(placement.stream == Place::Label);
  CHECK(placement.kind == Place::Label);
}

TEST_CASE("a pod's labels are those that Kubernetes queries select, instead of user and rank", "[identity]") {
  const Placement placement = placed({{"service_name", "simple"},
                                      {"namespace", "ml"},
                                      {"pod", "simple-master-0"},
                                      {"container", "pytorch"},
                                      {"app", "simple"},
                                      {"user", "root"},
                                      {"rank", "0"}},
                                     "");
  CHECK(placement.labels == LabelSet{{"service_name", "simple"},
                                     {"namespace", "ml"},
                                     {"pod", "simple-master-0"},
                                     {"container", "pytorch"},
                                     {"app", "simple"}});
  CHECK(placement.metadata == LabelSet{{"user", "root"}, {"rank", "0"}});
}

TEST_CASE("labels can be set, taken from the attributes, and taken away", "[identity]") {
  const Placement placement = placed(kSlurm, "team=vision, node, -rank, service_name=other");
  CHECK(
      placement.labels ==
      LabelSet{{"service_name", "other"}, {"cluster", "alpha"}, {"user", "ada"}, {"team", "vision"}, {"node", "n07"}});
  CHECK(placement.metadata == LabelSet{{"rank", "3"}, {"local_rank", "1"}, {"job_id", "42"}, {"run_id", "r1"}});
}

TEST_CASE("a value that is set and then taken from the labels is structured metadata", "[identity]") {
  CHECK(placed({}, "team=vision,-team").metadata == LabelSet{{"team", "vision"}});
}

TEST_CASE("stream and kind can be structured metadata", "[identity]") {
  CHECK(placed(kSlurm, "-stream").stream == Place::Metadata);
  CHECK(placed(kSlurm, "-kind").kind == Place::Metadata);
}

TEST_CASE("more labels than Loki takes are a mistake of the configuration", "[identity]") {
  std::string changes;
  for (int i = 0; i < 8; ++i) changes += "l" + std::to_string(i) + "=v,";
  CHECK(placed(kSlurm, changes).labels.size() == 12);  // with stream, kind and late 15
  const auto refusal = place(kSlurm, parse_label_changes(changes + "l8=v").value());
  REQUIRE(!refusal);
  CHECK(refusal.error().message.find("16 labels, and Loki takes 15: cluster, l0") == 0);
}

TEST_CASE("a label's value that is longer than Loki takes is cut, with a mark", "[identity]") {
  const Placement placement = placed({}, "a=" + std::string(3000, 'x'));
  CHECK(placement.labels.at("a").size() == kMaxLabelValueBytes);
  CHECK(placement.labels.at("a").ends_with("\xE2\x80\xA6"));
}

TEST_CASE("a value may hold anything but a comma", "[identity]") {
  CHECK(placed({}, R"(a= say "b=c" \ )").labels.at("a") == R"(say "b=c" \)");
}

TEST_CASE("what is wrong with a change is said", "[identity]") {
  CHECK(refused("a-b=1").find("\"a-b\" is no name of a label") == 0);
  CHECK(refused("9").find("\"9\" is no name of a label") == 0);
  CHECK(refused("x\x1B[31m=1").find("\"x\\x1b[31m\" is no name") == 0);
  CHECK(refused("team=").find("the label \"team\" has no value") == 0);
  CHECK(refused("late=1").find("the name \"late\" is logwrap's or Loki's own") == 0);
  CHECK(refused("seq").find("the name \"seq\" is logwrap's or Loki's own") == 0);
  CHECK(refused("stream=x").find("the name \"stream\" is logwrap's or Loki's own") == 0);
  CHECK(refused("-stream,-kind") == "taken");
  CHECK(refused(" , ,") == "taken");
}

TEST_CASE("what a run is found by, or entries have one by one, cannot be set for all of them", "[identity]") {
  CHECK(refused("team=a, run_id=x").find("the name \"run_id\" is logwrap's or Loki's own") == 0);
  CHECK(refused("run_id,-run_id") == "taken");
  for (const std::string name : {"derived", "detected_level", "event", "printed"}) {
    CHECK(is_of_the_entry(name));
    CHECK(refused(name + "=x").find("the name \"" + name + "\" is logwrap's or Loki's own") == 0);
    CHECK(refused(name) == refused(name + "=x"));
    CHECK(refused("-" + name) == refused(name + "=x"));
  }
}
