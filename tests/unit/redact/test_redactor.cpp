#include "lib/redact/redactor.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap::redact;

namespace {

std::string with_value(const std::string& value, const std::string& text) {
  return Redactor({{value}, ""}).masked(text);
}

std::string with_patterns(const std::string& patterns, const std::string& text) {
  return Redactor({{}, patterns}).masked(text);
}

}  // namespace

TEST_CASE("a value is masked wherever it stands", "[redact]") {
  CHECK(with_value("correct horse", "the correct horse battery") == "the *** battery");
  CHECK(with_value("correct horse", "xcorrect horsex") == "x***x");
  CHECK(with_value("abcabcabc", "abcabcabcabcabcabcab") == "***ab");
}

TEST_CASE("a value is masked as JSON and URLs write it, too", "[redact]") {
  CHECK(with_value("pass\"wo\\rd", R"({"p":"pass\"wo\\rd"})") == R"({"p":"***"})");
  CHECK(with_value("pass word/1", "https://h/?p=pass%20word%2F1&q") == "https://h/?p=***&q");
}

TEST_CASE("a short value is not looked for", "[redact]") {
  CHECK(with_value("1234567", "loss 1234567") == "loss 1234567");
  CHECK(with_value("12345678", "loss 12345678") == "loss ***");
}

TEST_CASE("own patterns are masked, or what their first group matches", "[redact]") {
  CHECK(with_patterns("corp-[0-9]{4}", "id corp-1234, corp-5678.") == "id ***, ***.");
  CHECK(with_patterns("badge=(\\w+)", "badge=abc12 seat=4") == "badge=*** seat=4");
  CHECK(with_patterns("one1\n\n  \ntwo2", "one1 two2") == "*** ***");
  CHECK(with_patterns("(?i)secret[ ]word", "SECRET word") == "***");
  CHECK(with_patterns("a(x)?b", "ab axb") == "*** a***b");  // the group took no part: the whole match
}

TEST_CASE("secrets that overlap become one mask", "[redact]") {
  CHECK(Redactor({{"abcdefgh", "efghijkl"}, ""}).masked("abcdefghijkl.") == "***.");
}

TEST_CASE("a pattern that cannot be used keeps no other from being used", "[redact]") {
  CHECK(with_patterns("(open\nfine", "fine (open") == "*** (open");
}
