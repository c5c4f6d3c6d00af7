#include "lib/interpret/metadata.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using Type = MetadataField::Type;

namespace {

bool is_metadata(const std::string& line) {
  return MetadataParser().parse(line) != nullptr;
}

/// "key=text key=text", in order.
std::string fields(const std::string& line) {
  MetadataParser parser;
  const Metadata* metadata = parser.parse(line);
  if (metadata == nullptr) return "none";
  std::string out;
  for (const MetadataField& field : metadata->fields)
    out += (out.empty() ? "" : " ") + std::string(field.key) + "=" + std::string(field.text);
  return out;
}

std::string strict(const std::string& line) {
  MetadataParser parser;
  std::string out;
  append_strict_json(out, *parser.parse(line));
  return out;
}

std::string keys_made_null(const std::string& line) {
  MetadataParser parser;
  std::string out;
  for (const std::string_view key : not_finite_keys(*parser.parse(line))) out += "[" + std::string(key) + "]";
  return out;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a line that is one JSON object is metadata", "[metadata]") {
  CHECK(fields(R"({"epoch": 1, "loss": 7.2355865, "acc": 0.00123})") == "epoch=1 loss=7.2355865 acc=0.00123");
  CHECK(fields(R"({"size": "big", "speed": "slow", "lr": 0.1})") == "size=big speed=slow lr=0.1");
  CHECK(fields(R"({"a":true,"b":false,"c":null,"":0})") == "a=true b=false c=null =0");
  CHECK(is_metadata("{}"));
  CHECK(is_metadata("{ }"));
}

TEST_CASE("a line that is anything else is not", "[metadata]") {
  for (const char* line : {"",
                           "{",
                           "}",
                           "loss=0.5",
                           " {\"a\":1}",
                           "{\"a\":1} ",
                           "{\"a\":1}\r",
                           "[{\"a\":1}]",
                           "1",
                           "{\"a\":1}{\"b\":2}",
                           "{\"a\":1} {\"b\":2}",
                           "{\"a\":1}}",
                           "{{\"a\":1}",
                           "{,}",
                           "{\"a\":1,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "{'a':1}",
                           "{a:1}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":+1}",
                           "{\"a\":True}",
                           "{\"a\":nan}",
                           "{\"a\":tru}",
                           "{\"a\":truex}",
                           "{\"a\":1x}",
                           "{\"a\":1 2}",
                           "{\"a\":\"b\"c}",
                           "{\"a\":[1,]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":[}",
                           "{\"a\":{}",
                           "{\"a\":{\"b\":1]}",
                           "{\"a\":\"\\q\"}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"\t\"}",
                           "{\"\\x\":1}",
                           "{\"a\":\"\xff\"}",
                           "{1:2}",
                           "{null:2}",
                           "{\"a\":[{\"b\":01}]}",
                           "{\"a\":[\"\\q\"]}",
                           "{\"a\":/**/1}"}) {
    CAPTURE(line);
    CHECK(!is_metadata(line));
  }
}

TEST_CASE("the keys of nested objects are joined with dots, arrays stay JSON", "[metadata]") {
  CHECK(fields(R"({"eval": {"loss": 1, "top": {"k": 5}}, "sizes": [1, {"x" :2}] , "none": { }, "z":[]})") ==
        R"(eval.loss=1 eval.top.k=5 sizes=[1, {"x" :2}] none={ } z=[])");
  MetadataParser parser;
  const Metadata* metadata = parser.parse(R"({"sizes":[1,2],"none":{}})");
  REQUIRE(metadata->fields.size() == 2);
  for (const MetadataField& field : metadata->fields) {
    CHECK(field.type == Type::Json);
    CHECK(!field.number);
  }
}

TEST_CASE("a value is kept as it was printed and as a number", "[metadata]") {
  MetadataParser parser;
  const Metadata* metadata = parser.parse(R"({"a" : 1.50e+2 , "b":"x\ty\u00e9" , "step":9007199254740993})");
  REQUIRE(metadata->fields.size() == 3);
  CHECK(metadata->fields[0].json == "1.50e+2");
  CHECK(metadata->fields[0].number->value == 150);
  CHECK(metadata->fields[1].json == R"("x\ty\u00e9")");
  CHECK(metadata->fields[1].text == "x\ty\u00e9");
  CHECK(metadata->fields[1].type == Type::Text);
  CHECK(metadata->fields[2].number->integer);
  CHECK(metadata->fields[2].number->value == 9007199254740993.0L);
}

TEST_CASE("NaN and the infinities are numbers, and null in strict JSON", "[metadata]") {
  const std::string line = R"({"loss": NaN, "a":{"b":[1,-Infinity,[ Infinity ]],"c":"NaN"}, "d" :NaN })";
  CHECK(fields(line) == "loss=NaN a.b=[1,-Infinity,[ Infinity ]] a.c=NaN d=NaN");
  CHECK(strict(line) == R"({"loss": null, "a":{"b":[1,null,[ null ]],"c":"NaN"}, "d" :null })");
  CHECK(keys_made_null(line) == "[loss][a.b][d]");
  CHECK(strict(R"({"a":1e400})") == R"({"a":1e400})");
  CHECK(keys_made_null(R"({"a":1e400})").empty());
  CHECK(keys_made_null(R"({"":[NaN,NaN],"a":NaN})") == "[][a]");
}

TEST_CASE("of a key that is printed twice the last value counts", "[metadata]") {
  CHECK(fields(R"({"a":1,"b":2,"a":3})") == "b=2 a=3");
  CHECK(fields(R"({"a.b":1,"a":{"b":2},"c":0})") == "a.b=2 c=0");
  std::string line = "{";
  for (int i = 0; i < 100; ++i) line += "\"k" + std::to_string(i % 40) + "\":" + std::to_string(i) + ",";
  line.back() = '}';
  MetadataParser parser;
  const Metadata* metadata = parser.parse(line);
  REQUIRE(metadata->fields.size() == 40);
  CHECK(metadata->fields.front().key == "k20");
  CHECK(metadata->fields.front().json == "60");
  CHECK(metadata->fields.back().json == "99");
}

TEST_CASE("more fields than are kept are counted, and their NaN is null all the same", "[metadata]") {
  std::string line = "{";
  for (std::size_t i = 0; i < MetadataParser::kMaxFields + 10; ++i) line += "\"k" + std::to_string(i) + "\":0,";
  line += "\"last\":NaN}";
  MetadataParser parser;
  const Metadata* metadata = parser.parse(line);
  REQUIRE(metadata != nullptr);
  CHECK(metadata->fields.size() == MetadataParser::kMaxFields);
  CHECK(metadata->left_out == 11);
  CHECK(strict(line).ends_with("\"last\":null}"));
  CHECK(keys_made_null(line).empty());
}

TEST_CASE("a key that is too long is left out with what it holds", "[metadata]") {
  const std::string longest(MetadataParser::kMaxKeyBytes, 'k');
  CHECK(fields("{\"" + longest + "\":1}") == longest + "=1");
  CHECK(fields("{\"" + longest + "x\":1,\"a\":2}") == "a=2");
  CHECK(fields("{\"" + longest + "\":{\"a\":1,\"b\":2},\"c\":3}") == "c=3");
  MetadataParser parser;
  CHECK(parser.parse("{\"" + longest + "\":{\"a\":1,\"b\":2},\"c\":3}")->left_out == 2);
}

TEST_CASE("objects below the deepest level that is taken apart stay JSON", "[metadata]") {
  const unsigned levels = MetadataParser::kMaxNesting;
  const auto nested = [](unsigned objects) { return repeated("{\"a\":", objects) + "1" + repeated("}", objects); };
  CHECK(fields(nested(levels)) == repeated("a.", levels - 1) + "a=1");
  CHECK(fields(nested(levels + 2)) == repeated("a.", levels - 1) + "a={\"a\":{\"a\":1}}");
}

TEST_CASE("a line that is deeper than the bound is no metadata", "[metadata]") {
  const unsigned deepest = MetadataParser::kMaxDepth - 1;  // and the object itself
  CHECK(is_metadata("{\"a\":" + repeated("[", deepest) + repeated("]", deepest) + "}"));
  CHECK(!is_metadata("{\"a\":" + repeated("[", deepest + 1) + repeated("]", deepest + 1) + "}"));
  CHECK(!is_metadata("{\"a\":" + repeated("[", 100000) + repeated("]", 100000) + "}"));
  CHECK(!is_metadata(repeated("{\"a\":", 100000) + "1" + repeated("}", 100000)));
}

TEST_CASE("a parser reads a short line after a long one, and a good one after a bad one", "[metadata]") {
  MetadataParser parser;
  REQUIRE(parser.parse("{\"a\":\"" + std::string(100000, 'x') + "\"}") != nullptr);
  REQUIRE(parser.parse(R"({"a":[1,{"b":)"
                       "}]}") == nullptr);
  const Metadata* metadata = parser.parse(R"({"c":1})");
  REQUIRE(metadata != nullptr);
  CHECK(metadata->fields.size() == 1);
  CHECK(metadata->fields[0].key == "c");
  CHECK(metadata->json == R"({"c":1})");
}

TEST_CASE("a field's value is made strict JSON by itself", "[metadata]") {
  MetadataParser parser;
  const Metadata& entry = *parser.parse(R"({"a":NaN, "b":[NaN, 1,{"c":-Infinity}] ,"d":2.50,"e":"NaN"})");
  std::vector<std::string> values;
  for (const MetadataField& field : entry.fields) append_strict_json(values.emplace_back(), entry, field);
  CHECK(values == std::vector<std::string>{"null", R"([null, 1,{"c":null}])", "2.50", R"("NaN")"});
}
