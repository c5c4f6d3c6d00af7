#include "lib/remote/logql.hpp"

#include <re2/re2.h>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("a query names its labels, then what lines contain, then fields", "[logql]") {
  LogQuery query;
  query.label("service_name", Match::Is, "train.py").label("rank", Match::Like, "0|3");
  query.field("job_id", Match::Is, "4711").contains("loss").matches("na+n");
  CHECK(query.text() == R"({service_name="train.py", rank=~"0|3"} |= "loss" |~ "na+n" | job_id="4711")");
}

TEST_CASE("one of two fields can be asked for", "[logql]") {
  LogQuery query;
  query.either_field("job_id", "job_id_raw", "47\"11").field("user", Match::Is, "ada");
  CHECK(query.text() == R"({service_name=~".+"} | job_id="47\"11" or job_id_raw="47\"11" | user="ada")");
}

TEST_CASE("a query without labels asks for every stream", "[logql]") {
  LogQuery query;
  query.field("run_id", Match::IsNot, "");
  CHECK(query.text() == R"({service_name=~".+"} | run_id!="")");
}

TEST_CASE("what is no name of a label never gets into a query", "[logql]") {
  LogQuery query;
  query.label(R"(a="x"} | b)", Match::Is, "1").field("x or y", Match::Is, "1").label("__name__", Match::Is, "1");
  CHECK(query.text() == R"({service_name=~".+"})");
}

TEST_CASE("a comparison that an absent label fulfils does not make the streams", "[logql]") {
  LogQuery query;
  query.label("late", Match::IsNot, "x").label("rank", Match::Is, "");
  CHECK(query.text() == R"({service_name=~".+"})");
}

TEST_CASE("whatever is quoted stays within its quotes", "[logql]") {
  CHECK(logql_string(R"(a"b\c)") == R"("a\"b\\c")");
  CHECK(logql_string("\n\t\x1b\x7f") == R"("\x0a\x09\x1b\x7f")");
  CHECK(logql_string("\xff\xc3") == R"("\xff\xc3")");
  CHECK(logql_string("J\xC3\xBCrgen `$(rm)` {{x}}") == "\"J\xC3\xBCrgen `$(rm)` {{x}}\"");
  for (int c = 0; c < 256; ++c) {
    const std::string quoted = logql_string(std::string(1, static_cast<char>(c)) + "\"} | evil");
    CHECK(quoted.substr(quoted.size() - 11) == R"(\"} | evil")");
    CHECK(quoted.find('\n') == std::string::npos);
  }
}

TEST_CASE("a pattern of values matches these and nothing else", "[logql]") {
  const std::vector<std::string> values = {"a.b", "x|y", "n[0-3]", "(", "\\d", "^$"};
  const re2::RE2 pattern(any_of_values(values));
  REQUIRE(pattern.ok());
  for (const std::string& value : values) CHECK(re2::RE2::FullMatch(value, pattern));
  for (const std::string other : {"axb", "x", "y", "n0", "7", ""}) CHECK_FALSE(re2::RE2::FullMatch(other, pattern));
}

TEST_CASE("a pattern without special characters is a literal", "[logql]") {
  CHECK(is_literal("epoch 3/5: loss=\""));
  for (const std::string pattern : {"a.b", "a+", "^a", "a$", "[a]", "(a)", "a|b", "a\\b", "a{2}", "a?"})
    CHECK_FALSE(is_literal(pattern));
}

TEST_CASE("a URL has nothing of its own in what it carries", "[logql]") {
  CHECK(url_encoded("{a=\"b&c\"} |= `x`+%") == "%7Ba%3D%22b%26c%22%7D%20%7C%3D%20%60x%60%2B%25");
  CHECK(url_encoded("-._~09AZaz") == "-._~09AZaz");
}
