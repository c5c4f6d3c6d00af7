// Each row of the table of what libvterm does not survive or reads wrongly, by itself.
#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

std::string times(int count, std::string_view text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

// However the bytes are cut.
void check_all_cuts(const std::string& bytes, const Texts& expected, Size size = {24, 80}) {
  CAPTURE(bytes);
  for (std::size_t chunk = 1; chunk <= bytes.size(); ++chunk) {
    Texts lines;
    for (const Kept& kept : kept_lines(bytes, options(size), chunk)) lines.push_back(kept.text);
    REQUIRE(lines == expected);
  }
}

}  // namespace

TEST_CASE("a control sequence with any number of arguments is survived", "[terminal][hazard]") {
  check_all_cuts("\x1b[" + times(40, "1;") + "mtext\n", {"text"});
  check_all_cuts("\x1b[" + times(40, "1;") + "Htext\n", {"text"});
  check_all_cuts("\x1b[38:2:59:66:97;48:2:36:40:59;58:2:224:175:104;4:3mtext\n", {"text"});
  CHECK(recorded("\x1b[99999999999999999999Ctext\n", {5, 8}) == Texts{"       text"});
}

TEST_CASE("repeating before any character, or after a mark, ends", "[terminal][hazard]") {
  check_all_cuts("\x1b[5btext\n", {"text"});
  check_all_cuts("\xCC\x81\x1b[5btext\n", {"\xCC\x81text"});
  check_all_cuts("e\xCC\x81\x1b[2b.\n", {"e\xCC\x81"
                                         "ee."});
}

TEST_CASE("C1 controls encoded in UTF-8 are dropped", "[terminal][hazard]") {
  check_all_cuts(times(200, "\xC2\x9B") + "text\n", {"text"});
  check_all_cuts(
      "a\xC2\x80"
      "b\xC2\x85"
      "c\n",
      {"abc"});
}

TEST_CASE("one column and a wide character are survived", "[terminal][hazard]") {
  CHECK(recorded("\xE4\xB8\xAD\xE6\x96\x87\n", {1, 1}) == Texts{"\xE4\xB8\xAD\xE6\x96\x87"});
}

TEST_CASE("a write of megabytes is survived", "[terminal][hazard]") {
  const std::string text = times(4 * 1024 * 1024 / 4, "\xE2\x94\x81x");
  std::string back;
  for (const Kept& line : kept_lines(text, options(), text.size())) back += line.text;
  CHECK(back == text);
}

TEST_CASE("string sequences are dropped, wherever they are cut", "[terminal][hazard]") {
  check_all_cuts(
      "a\x1b]0;title\x1b\\b\x1b]8;;http://x\x07"
      "c\n",
      {"abc"});
  check_all_cuts("a\x1bP$qm\x1b\\b\x1b_apc\x1b\\c\x1b^pm\x1b\\d\x1bXsos\x1b\\e\x1bktitle\x1b\\f\n", {"abcdef"});
  check_all_cuts(
      "a\x1b]0;cancelled\x18"
      "b\n",
      {"ab"});
  check_all_cuts("a\x1b]0;broken\x1b[1mb\n", {"ab"});
}

TEST_CASE("an unterminated string ends with its line", "[terminal][hazard]") {
  check_all_cuts("a\x1b]0;no end\nb\n", {"a", "b"});
  Texts lines;
  for (const Kept& kept : kept_lines("a\x1bP1;2q\r\nb\r\n", options({24, 80}, Terminal::LineFeed::Only))) {
    lines.push_back(kept.text);
  }
  CHECK(lines == Texts{"a", "b"});
}

TEST_CASE("an unterminated string without a line feed swallows a megabyte at most", "[terminal][hazard]") {
  const auto lines = recorded("\x1b]0;" + times(2 * 1024 * 1024, "x") + "seen at last\n");
  REQUIRE(!lines.empty());
  CHECK(lines.back().substr(lines.back().size() - 12) == "seen at last");
}

TEST_CASE("a character cut after ASCII is kept", "[terminal][hazard]") {
  check_all_cuts("ab\xE4\xB8\xAD\xF0\x9F\x9A\x80z\n", {"ab\xE4\xB8\xAD\xF0\x9F\x9A\x80z"});
  check_all_cuts("ab\xE4\xB8z\xF0\x9F\n", {"ab\xEF\xBF\xBDz\xEF\xBF\xBD"});
}

TEST_CASE("saving the cursor the short way is not read as margins", "[terminal][hazard]") {
  check_all_cuts(
      "abc\x1b[s\x1b[u"
      "def\n",
      {"abcdef"});
  check_all_cuts("\x1b[?69h\x1b[3;5sabcdef\n", {"abcdef"});
}

TEST_CASE("unknown and odd escape sequences are swallowed whole", "[terminal][hazard]") {
  check_all_cuts("a\x1b([b\n", {"ab"});
  check_all_cuts("a\x1b%Gb\x1b#8c\x1b#6d\x1bNe\x1b Ff\n", {"abcdef"});
  check_all_cuts("a\x1b[>4;2mb\x1b[?2004hc\x1b[=5ud\x1b[1$}e\x1b[2*xf\n", {"abcdef"});
  check_all_cuts("a\x1b[6n\x1b[c\x1b[>c\x1b[?1$pb\n", {"ab"});
  check_all_cuts("a\x1b[\xE4\xB8\xADz\n", {"a\xE4\xB8\xADz"});
}

TEST_CASE("controls within a sequence are obeyed and the sequence goes on", "[terminal][hazard]") {
  check_all_cuts("a\x1b[1\n;31mb\n", {"a", "b"});
  check_all_cuts(
      "can\x1b[12\x18"
      "cel\n",
      {"cancel"});
  check_all_cuts("esc\x1b\x1b[1m bold\n", {"esc bold"});
}

TEST_CASE("the left half of a wide character can be overwritten", "[terminal][hazard]") {
  check_all_cuts("\xE4\xB8\xAD\xE4\xB8\xADxy\rA\n", {"A \xE4\xB8\xADxy"});
}
