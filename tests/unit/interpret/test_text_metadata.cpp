#include "lib/interpret/text_metadata.hpp"

#include <string>

#include "lib/interpret/metadata.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

std::string found(const std::string& patterns, const std::string& line) {
  TextMetadata metadata(patterns);
  const auto json = metadata.find(line);
  return json ? std::string(*json) : "nothing";
}

std::string number(std::string_view text) {
  return json_number_of(text).value_or("none");
}

}  // namespace

TEST_CASE("the numbers in a line of text are an object as a job would print it", "[interpret]") {
  CHECK(found(R"(Train Epoch: <epoch> [<step>/<_> (<percent>%)]\tloss=<loss>)",
              "Train Epoch: 1 [55040/60000 (92%)]\tloss=0.6565") ==
        R"({"epoch": 1, "step": 55040, "percent": 92, "loss": 0.6565})");
  CHECK(found("<phase> loss: <loss>", "eval loss:  nan ") == R"({"phase": "eval", "loss": NaN})");
  CHECK(found(R"(<a>,<b>)", "\"1\",2") == R"({"a": "\"1\"", "b": 2})");
}

TEST_CASE("of several patterns the first counts that matches with a number", "[interpret]") {
  const std::string patterns = "<name> <value>\nloss=<loss>\nloss=<other>";
  CHECK(found(patterns, "loss=1") == R"({"loss": 1})");
  CHECK(found(patterns, "accuracy 0.5") == R"({"name": "accuracy", "value": 0.5})");
  CHECK(found(patterns, "loss=low again") == "nothing");
  CHECK(found("epoch <epoch> loss <loss>", "epoch 3 loss ") == R"({"epoch": 3})");
  CHECK(found("", "loss=1") == "nothing");
}

TEST_CASE("what programs print as numbers is JSON's in JSON's way", "[interpret]") {
  CHECK(number("0.6565") == "0.6565");
  CHECK(number("1e-05") == "1e-05");
  CHECK(number("18446744073709551615") == "18446744073709551615");
  CHECK(number("-3") == "-3");
  CHECK(number("+3") == "3");
  CHECK(number(".5") == "0.5");
  CHECK(number("-.5e3") == "-0.5e3");
  CHECK(number("5.") == "5.0");
  CHECK(number("5.e3") == "5.0e3");
  CHECK(number("007") == "7");
  CHECK(number("000") == "0");
  CHECK(number("nan") == "NaN");
  CHECK(number("-Inf") == "-Infinity");
  for (const char* text : {"", "-", "+", ".", "1,5", "1 2", "0x10", "1e", "--1", "1.2.3", "12%", "infinite", "e5"}) {
    INFO(text);
    CHECK(number(text) == "none");
  }
}

TEST_CASE("whatever is captured makes metadata that can be read", "[interpret]") {
  MetadataParser parser;
  TextMetadata metadata("<a>=<b>;<c>");
  for (const char* line : {"\"=1;\\", "{=2;}", "\xC3\xBC=\t3\t;\x7F", "1=2;3", "NaN=inf;-inf"}) {
    INFO(line);
    const auto json = metadata.find(line);
    REQUIRE(json);
    REQUIRE(parser.parse(*json) != nullptr);
    CHECK(parser.parse(*json)->fields.size() == 3);
  }
}
