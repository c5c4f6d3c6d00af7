#include "lib/interpret/x_axis.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

XAxis over(const std::vector<std::string>& lines) {
  MetadataParser parser;
  XAxis axis;
  for (const std::string& line : lines) axis.add(*parser.parse(line));
  return axis;
}

std::optional<X> x_of(const XAxis& axis, const std::string& line) {
  MetadataParser parser;
  return axis.x_of(*parser.parse(line));
}

struct Case {
  const char* why;
  const char* chosen;
  std::vector<std::string> lines;
};

const std::vector<Case> kCases = {
    {"progress comes before all",
     "progress",
     {R"({"epoch":1,"progress":0.5,"a":1})", R"({"epoch":2,"progress":0.25,"a":2})"}},
    {"epoch comes next", "epoch", {R"({"a":1,"epoch":5,"step":1})", R"({"a":2,"epoch":3,"step":2})"}},
    {"progress that is no number is none",
     "epoch",
     {R"({"progress":"50%","epoch":1})", R"({"progress":"60%","epoch":2})"}},
    {"a nested epoch is another key", "a", {R"({"eval":{"epoch":1},"a":1})", R"({"eval":{"epoch":2},"a":2})"}},
    {"increasing integers come before increasing numbers", "z", {R"({"a":0.5,"z":1})", R"({"a":0.75,"z":2})"}},
    {"an integer with a fraction is a number", "z", {R"({"a":1.0,"z":1})", R"({"a":2.0,"z":2})"}},
    {"one fraction makes a key's integers numbers",
     "z",
     {R"({"a":1,"z":1})", R"({"a":2.5,"z":2})", R"({"a":3,"z":3})"}},
    {"the first of several by name", "b", {R"({"c":1,"b":1,"d":1})", R"({"c":2,"b":2,"d":2})"}},
    {"upper case comes before lower case", "B", {R"({"a":1,"B":1})", R"({"a":2,"B":2})"}},
    {"increasing may pause", "z", {R"({"a":1,"z":1})", R"({"a":2,"z":1})", R"({"a":1,"z":2})"}},
    {"what is constant does not increase", "z", {R"({"a":8,"z":0.5})", R"({"a":8,"z":0.75})"}},
    {"increasing numbers come before decreasing integers", "z", {R"({"a":2,"z":0.5})", R"({"a":1,"z":0.75})"}},
    {"decreasing integers come before decreasing numbers", "z", {R"({"a":2.5,"z":2})", R"({"a":1.5,"z":1})"}},
    {"decreasing numbers come before any", "z", {R"({"a":1,"z":2.5})", R"({"a":3,"z":1.5})", R"({"a":2,"z":1.25})"}},
    {"what is constant is not monotone", "z", {R"({"a":8,"z":2.5})", R"({"a":8,"z":1.5})"}},
    {"any numbers, by name", "a", {R"({"b":1,"a":1.5})", R"({"b":3,"a":3.5})", R"({"b":2,"a":2.5})"}},
    {"constant ones too", "a", {R"({"b":1,"a":8})", R"({"b":3,"a":8})", R"({"b":2,"a":8})"}},
    {"one entry has only any numbers", "loss", {R"({"step":1,"loss":0.5})"}},
    {"no numbers, no axis", "", {R"({"a":"1","b":[1],"c":null,"d":true})"}},
    {"nothing printed, no axis", "", {}},
    {"integers of 64 bits are told apart", "z", {R"({"a":9007199254740993,"z":1})", R"({"a":9007199254740992,"z":2})"}},
    {"unsigned ones above signed ones", "a", {R"({"a":9223372036854775807})", R"({"a":18446744073709551615})"}},
    {"NaN and infinities are no X values",
     "z",
     {R"({"a":NaN,"z":2})", R"({"a":Infinity,"z":1})", R"({"a":1e999,"z":3})"}},
    {"longer integers are no X values",
     "z",
     {R"({"a":18446744073709551616,"z":2})", R"({"a":18446744073709551617,"z":1})"}},
    {"a NaN among numbers is as good as missing", "a", {R"({"a":1,"b":1})", R"({"a":NaN,"b":2})", R"({"a":3,"b":3})"}},
    {"a text among numbers too", "a", {R"({"a":1,"b":1})", R"({"a":"?","b":2})", R"({"a":3,"b":3})"}},
    {"a key that is missing is judged by the entries that have it",
     "a",
     {R"({"a":1,"b":1})", R"({"b":2})", R"({"a":3,"b":3})"}},
    {"however few these are",
     "best",
     {R"({"step":1})", R"({"step":2})", R"({"step":3})", R"({"step":4,"best":1})", R"({"step":5,"best":2})"}},
    {"of which one alone has only any numbers", "step", {R"({"step":1})", R"({"step":2})", R"({"step":3,"best":1})"}},
    {"the first by name of keys that no entry has together", "a", {R"({"b":1})", R"({"c":1})", R"({"a":1})"}},
    {"epoch by its name, be it in one entry", "epoch", {R"({"step":1})", R"({"step":2})", R"({"epoch":1})"}},
    {"nested keys by their joined name", "a.step", {R"({"a":{"step":1},"b":1})", R"({"a":{"step":2},"b":2})"}},
};

}  // namespace

TEST_CASE("the X axis is the first of the seven steps that there is", "[x]") {
  for (const Case& one : kCases) {
    INFO(one.why);
    CHECK(over(one.lines).key().value_or("") == one.chosen);
  }
}

TEST_CASE("the axis is the one chosen so far, and may change", "[x]") {
  MetadataParser parser;
  XAxis axis;
  axis.add(*parser.parse(R"({"a":1,"b":1})"));
  CHECK(axis.key() == "a");
  axis.add(*parser.parse(R"({"a":2,"b":2})"));
  CHECK(axis.key() == "a");
  axis.add(*parser.parse(R"({"a":1,"b":3})"));
  CHECK(axis.key() == "b");
  axis.add(*parser.parse(R"({"progress":0})"));
  CHECK(axis.key() == "progress");
}

TEST_CASE("of several runs a key is judged in each by itself", "[x]") {
  MetadataParser parser;
  XAxis axis;
  for (int run = 0; run < 2; ++run) {
    axis.next_run();
    axis.add(*parser.parse(R"({"a":2,"step":1,"z":1})"));
    axis.add(*parser.parse(R"({"a":1,"step":2,"z":2})"));
  }
  CHECK(axis.key() == "step");
  axis.next_run();
  axis.add(*parser.parse(R"({"step":2})"));
  axis.add(*parser.parse(R"({"step":1})"));
  CHECK(axis.key() == "z");
}

TEST_CASE("an entry's place is its number as it was printed", "[x]") {
  const XAxis axis = over({R"({"epoch":1.50e+1})"});
  CHECK(x_of(axis, R"({"loss":1,"epoch": 1.50e+1 })") == X{"epoch", "1.50e+1"});
  CHECK(x_of(axis, R"({"loss":1})") == std::nullopt);
  CHECK(x_of(axis, R"({"epoch":"2"})") == std::nullopt);
  CHECK(x_of(axis, R"({"epoch":NaN})") == std::nullopt);
  CHECK(x_of(XAxis(), R"({"":1})") == std::nullopt);
}

TEST_CASE("keys beyond the bound are never chosen, but for those with a name of their own", "[x]") {
  MetadataParser parser;
  XAxis axis;
  for (std::size_t i = 0; i < XAxis::kMaxKeys; ++i)
    axis.add(*parser.parse("{\"k" + std::to_string(i) + "\":" + std::to_string(i % 2) + "}"));
  CHECK(axis.left_out() == 0);
  for (int i = 0; i < 3000; ++i) axis.add(*parser.parse("{\"a\":" + std::to_string(i) + "}"));
  CHECK(axis.key() == "k0");
  CHECK(axis.left_out() == 3000);
  axis.add(*parser.parse(R"({"epoch":1})"));
  CHECK(axis.key() == "epoch");
}
