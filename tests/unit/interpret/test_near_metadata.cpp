#include "lib/interpret/near_metadata.hpp"

#include <vector>

#include "lib/interpret/loose_json.hpp"
#include "lib/interpret/metadata.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

struct Case {
  const char* line;
  std::vector<const char*> reasons;
};

const std::vector<Case> kCases = {
    {R"( {"loss": 0.5})", {"blanks around"}},
    {R"({"loss": 0.5}  )", {"blanks around"}},
    {"\t{\"loss\": 0.5}", {"blanks around"}},
    {R"(epoch 1: {"loss": 0.5})", {"text before"}},
    {R"({"loss": 0.5} saved)", {"text after"}},
    {R"({"loss": 0.5}.)", {"text after"}},
    {R"({"loss": 0.5}{"loss": 0.4})", {"several objects"}},
    {R"({"loss": 0.5} {"loss": 0.4})", {"several objects"}},
    {R"({"loss": 0.5}, {"loss": 0.4},)", {"several objects"}},
    {R"([{"loss": 0.5}, {"loss": 0.4}])", {"an array"}},
    {R"({"loss": 0.5,})", {"comma follows"}},
    {R"({"sizes": [1, 2,]})", {"comma follows"}},
    {R"({'loss': 0.5, 'lr': 1e-05})", {"single quotes"}},
    {R"({'name': "it's", 'ok': True})", {"single quotes", "True"}},
    {R"({"ok": True, "best": None})", {"True, False or None"}},
    {R"({"loss": nan, "worst": -inf})", {"nan or inf"}},
    {R"({'loss': tensor(0.5, device='cuda:0')})", {"single quotes", "float()"}},
    {R"({'loss': np.float64(0.5)})", {"float()"}},
    {R"({"size": (3, 4)})", {"( ) for [ ]"}},
    {R"({loss: 0.5, epoch: 1})", {"double quotes"}},
    {R"({0: "cat", 1: "dog"})", {"double quotes"}},
    {"{\"text\": \"a\tb\"}", {"control character"}},
    {R"({"path": "C:\data"})", {"escape"}},
    {R"(step 3: {'loss': 0.5, 'done': False,})", {"text before", "single quotes", "True", "comma follows"}},
};

const std::vector<const char*> kOrdinary = {"",
                                            "loss=0.5",
                                            "[INFO] epoch 1",
                                            "{",
                                            "}",
                                            "{}",
                                            "[]",
                                            "done {}",

                                            "[1, 2, 3]",
                                            "['a', 'b']",
                                            "{1, 2}",
                                            "int main() { return 0; }",
                                            "for f in {a,b,c}; do",
                                            "if (x) { y: 1 } else { z: 2 }",
                                            "struct { int a }",
                                            "{{ name }}",
                                            R"(user {"name": "x"} logged in)",
                                            R"({"loss": 0.5)",
                                            R"({"loss": })",
                                            R"({"loss" 0.5})",
                                            R"({"a": b c})",
                                            "{'a'}",
                                            "${HOME}",
                                            "100%|████| {eta: 5}",
                                            "awk '{print $1}'",
                                            R"({"a": "\ud800"})",
                                            "{'a': 'b",
                                            "f{",
                                            "a { b"};

}  // namespace

TEST_CASE("a line that is nearly metadata is said with all that keeps it from being so", "[near]") {
  for (const Case& one : kCases) {
    CAPTURE(one.line);
    CHECK(MetadataParser().parse(one.line) == nullptr);
    const auto text = near_metadata(one.line);
    REQUIRE(text);
    CAPTURE(*text);
    for (const char* reason : one.reasons) CHECK(text->find(reason) != std::string::npos);
    CHECK(text->find("json.dumps") != std::string::npos);
  }
}

TEST_CASE("an ordinary line and metadata are not", "[near]") {
  for (const char* line : kOrdinary) {
    CAPTURE(line);
    CHECK(near_metadata(line).value_or("nothing") == "nothing");
  }
  CHECK(!near_metadata(R"({"epoch": 1, "loss": NaN, "a": {"b": [true, "\u00e9"]}})"));
}

TEST_CASE("the reasons make one sentence", "[near]") {
  CHECK(
      near_metadata(R"(x {'a': True,})") ==
      "a line was nearly metadata, but there is text before it, it has single quotes, as Python prints a dict, it says "
      "True, False or None for true, false or null and a comma follows its last value; print one JSON object alone on "
      "its line, in Python with print(json.dumps(values))");
}

TEST_CASE("nothing of the line is in the sentence", "[near]") {
  CHECK(near_metadata(R"(hunter2 {'hunter2': 'hunter2'})")->find("hunter2") == std::string::npos);
}

TEST_CASE("lines made to be costly cost little", "[near]") {
  const std::string deep(kMaxNearMetadataBytes, '{');
  CHECK(!near_metadata(deep));
  std::string nested;
  for (int i = 0; i < 8000; ++i) nested += "{\"a\":[";
  CHECK(!near_metadata(nested));
  std::string objects;
  while (objects.size() < kMaxNearMetadataBytes - 10) objects += "{\"a\":1}";
  CHECK(near_metadata(objects));
  CHECK(!near_metadata(objects + objects));
}
