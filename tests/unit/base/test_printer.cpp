#include "lib/base/printer.hpp"

#include <string>

#include "lib/base/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace std::string_literals;
using logwrap::printable;
using logwrap::quoted_word;
using logwrap::Tabs;

TEST_CASE("plain text and other scripts are printed as they are", "[printer]") {
  CHECK(printable("").empty());
  CHECK(printable("loss=0.25 C:\\temp \"x\"") == "loss=0.25 C:\\temp \"x\"");
  CHECK(printable("Grüße, 世界 \xF0\x9F\x98\x80") == "Grüße, 世界 \xF0\x9F\x98\x80");
}

TEST_CASE("control characters are printed as escapes", "[printer]") {
  CHECK(printable("a\nb\rc") == "a\\nb\\rc");
  CHECK(printable("\x1B[31mred\x1B[0m\x07") == "\\x1b[31mred\\x1b[0m\\x07");
  CHECK(printable("a\0b"s) == "a\\x00b");
  CHECK(printable("\x7F") == "\\x7f");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u{9b}31m");  // C1 CSI, which terminals obey like ESC [
}

TEST_CASE("tabs are kept or escaped as asked", "[printer]") {
  CHECK(printable("a\tb") == "a\tb");
  CHECK(printable("a\tb", Tabs::Keep) == "a\tb");
  CHECK(printable("a\tb", Tabs::Escape) == "a\\tb");
}

TEST_CASE("bidirectional controls and separators of lines are printed as escapes", "[printer]") {
  for (const char32_t c :
       {U'\u202A', U'\u202E', U'\u2066', U'\u2069', U'\u200E', U'\u200F', U'\u061C', U'\u2028', U'\u2029'}) {
    std::string text;
    logwrap::append_utf8(text, c);
    INFO(static_cast<unsigned>(c));
    CHECK(printable(text).substr(0, 3) == "\\u{");
    CHECK(printable(text).find(text) == std::string::npos);
  }
  std::string name = "file";
  logwrap::append_utf8(name, U'\u202E');  // as a literal it would be taken for an attack on this source
  CHECK(printable(name + "gpj.exe") == "file\\u{202e}gpj.exe");
  CHECK(printable("\xE2\x80\x8D") == "\xE2\x80\x8D");  // a zero-width joiner belongs to many scripts
}

TEST_CASE("bytes that are not UTF-8 are printed one by one", "[printer]") {
  CHECK(printable("a\xFFz") == "a\\xffz");
  CHECK(printable("caf\xE9") == "caf\\xe9");
  CHECK(printable("\xE4\xB8") == "\\xe4\\xb8");
  CHECK(printable("\xED\xA0\x80") == "\\xed\\xa0\\x80");
  CHECK(printable("\xE4\xB8z") == "\\xe4\\xb8z");
}

TEST_CASE("what is printed is printable, and printing it again changes nothing", "[printer]") {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  for (char32_t c = 0x80; c < 0x2100; ++c) logwrap::append_utf8(every, c);
  const std::string once = printable(every, Tabs::Escape);
  CHECK(printable(once, Tabs::Escape) == once);
  CHECK(logwrap::valid_utf8(once) == once);
  for (const char c : once) CHECK(!(c >= 0 && c < 0x20));
}

TEST_CASE("a word is quoted as a shell reads it", "[printer]") {
  CHECK(quoted_word("train.py") == "train.py");
  CHECK(quoted_word("--lr=1e-3") == "--lr=1e-3");
  CHECK(quoted_word("") == "''");
  CHECK(quoted_word("two words") == "'two words'");
  CHECK(quoted_word("it's") == "'it'\\''s'");
  CHECK(quoted_word("$HOME") == "'$HOME'");
  CHECK(quoted_word("~") == "'~'");
  CHECK(quoted_word("a\nb") == "'a\\nb'");
  CHECK(quoted_word("\x1B]0;x\x07") == "'\\x1b]0;x\\x07'");
}

TEST_CASE("JSON is made printable without changing what it means", "[printer]") {
  CHECK(logwrap::printable_json(R"({"a":[1, "b\n\u001b"]})") == R"({"a":[1, "b\n\u001b"]})");
  CHECK(logwrap::printable_json("\"\u202E\u009b\x7f Gr\u00fc\u00dfe\"") == "\"\\u202e\\u009b\\u007f Gr\u00fc\u00dfe\"");
  CHECK(logwrap::printable_json("{\"a\":\t1,\r\n\"b\":2}") == "{\"a\": 1,  \"b\":2}");
}
