#include "lib/redact/shell_words.hpp"

#include <random>

#include "tests/support/catch.hpp"

using namespace logwrap::redact;

using Words = std::vector<std::string>;

TEST_CASE("a script's words, as a shell parts them", "[redact]") {
  CHECK(shell_words("").empty());
  CHECK(shell_words(" a  b\tc\n") == Words{"a", "b", "c"});
  CHECK(shell_words("a 'b c' \"d e\"f g\\ h ''") == Words{"a", "b c", "d ef", "g h", ""});
  CHECK(shell_words("a;b|c&&(d)>e `f` $(g)") == Words{"a", "b", "c", "d", "e", "f", "$", "g"});
  CHECK(shell_words("'a\\' \"b\\\"c\" d\\\ne") == Words{"a\\", "b\"c", "de"});
}

TEST_CASE("a quote or a backslash without its end is no fault", "[redact]") {
  CHECK(shell_words("a 'b c") == Words{"a", "b c"});
  CHECK(shell_words("a\\") == Words{"a\\"});
}

TEST_CASE("a word of what may be a script is shorter than that", "[redact]") {
  std::mt19937 random(20);
  for (int i = 0; i < 10'000; ++i) {
    std::string script;
    for (std::size_t size = random() % 12; size > 0; --size) script += "ab '\"\\;\n"[random() % 9];
    CAPTURE(script);
    for (const std::string& word : shell_words(script)) {
      CHECK((word.size() < script.size() || !may_be_script(script)));
    }
  }
}
