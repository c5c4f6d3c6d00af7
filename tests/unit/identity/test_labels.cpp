#include "lib/identity/labels.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("labels are written in the order of their names", "[identity]") {
  CHECK(label_text({{"b", "2"}, {"a", "1"}}) == R"({a="1", b="2"})");
  CHECK(label_text({}) == "{}");
}

TEST_CASE("quotation marks, backslashes, line feeds and control characters are escaped as Go reads them",
          "[identity]") {
  CHECK(label_text({{"a", R"(say "hi" \n)"}}) == R"({a="say \"hi\" \\n"})");
  CHECK(label_text({{"a", "two\nlines\ttab\r\x01\x7F"}}) == R"({a="two\nlines\x09tab\x0d\x01\x7f"})");
  CHECK(label_text({{"a", std::string("nul\0!", 5)}}) == R"({a="nul\x00!"})");
}

TEST_CASE("a label's value stays UTF-8", "[identity]") {
  CHECK(label_text({{"a", "J\xC3\xBCrgen {x=\xE2\x82\xAC}, `b`"}}) == "{a=\"J\xC3\xBCrgen {x=\xE2\x82\xAC}, `b`\"}");
}

TEST_CASE("names of labels are letters, digits and underscores", "[identity]") {
  for (const char* good : {"a", "job_id", "_x", "A9", "service_name"}) CHECK(is_label_name(good));
  for (const char* bad : {"", "9a", "job-id", "a b", "a.b", "\xC3\xA4", "__name__", "a=\"b\""})
    CHECK(!is_label_name(bad));
  CHECK(is_label_name(std::string(kMaxLabelNameBytes, 'n')));
  CHECK(!is_label_name(std::string(kMaxLabelNameBytes + 1, 'n')));
}
