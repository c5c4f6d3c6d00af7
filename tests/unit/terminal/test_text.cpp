#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

TEST_CASE("a row written once is recorded as printed, less escape sequences", "[terminal]") {
  CHECK(recorded("step 1\tloss=0.5  \n") == Texts{"step 1\tloss=0.5  "});
  CHECK(recorded("\x1b[1;31mred\x1b[0m and \x1b[38;2;1;2;3mnot\x1b[m\n") == Texts{"red and not"});
  CHECK(recorded("\x1b]0;a title\x07{\"loss\": 1}\n") == Texts{"{\"loss\": 1}"});
  CHECK(recorded("\ttabs\t\t\n") == Texts{"\ttabs\t\t"});
  CHECK(recorded("e\xCC\x81 a\xCC\x8A\n") == Texts{"e\xCC\x81 a\xCC\x8A"});
}

TEST_CASE("as seen, tabs are expanded and trailing blanks cut", "[terminal]") {
  CHECK(seen("step 1\tloss=0.5  \n") == Texts{"step 1  loss=0.5"});
  CHECK(seen("a\tb\t\n") == Texts{"a       b"});
}

TEST_CASE("a row that was rewritten is recorded as it stood on the screen", "[terminal]") {
  CHECK(recorded("10%\r20%\r100%\n") == Texts{"100%"});
  CHECK(recorded("loading...\rdone\x1b[K\n") == Texts{"done"});
  CHECK(recorded("long text\rshort   \x1b[K\n") == Texts{"short"});
  CHECK(recorded("abc\b\bX\n") == Texts{"aXc"});
  CHECK(recorded("a\tb\rX\n") == Texts{"X       b"});
}

TEST_CASE("a row erased whole and written anew counts as written once", "[terminal]") {
  CHECK(recorded("old\r\x1b[2Knew \t \n") == Texts{"new \t "});
  CHECK(recorded("old\r\x1b[Knew  \n") == Texts{"new  "});
}

TEST_CASE("erasing to the end of a row that ends there changes nothing", "[terminal]") {
  CHECK(recorded("match\x1b[m\x1b[K  \x1b[K\n") == Texts{"match  "});
}

TEST_CASE("columns that the cursor was moved over are blanks in the line", "[terminal]") {
  CHECK(recorded("a\x1b[3Cb \n") == Texts{"a   b "});
  CHECK(kept_lines("one\ntwo", options({24, 80}, Terminal::LineFeed::Only))[1].text == "   two");
}

TEST_CASE("a blank line that the job printed is a line, a row nobody wrote on is none", "[terminal]") {
  CHECK(recorded("a\n\nb\n") == Texts{"a", "", "b"});
  CHECK(recorded("a\x1b[3;1Hb\n") == Texts{"a", "b"});
  CHECK(seen("a\n\n\nb\n") == Texts{"a", "", "", "b"});
  CHECK(recorded("   \nb\n") == Texts{"   ", "b"});
  CHECK(seen("   \nb\n") == Texts{"", "b"});
}

TEST_CASE("a bar that was blanked with spaces leaves no line", "[terminal]") {
  CHECK(recorded("50%|##  |\r         \rdone\n") == Texts{"done"});
  CHECK(recorded("bar\n\x1b[A\r   \n") == Texts{});
}

TEST_CASE("text without a final line feed is a line too", "[terminal]") {
  CHECK(recorded("a\nprompt> ") == Texts{"a", "prompt> "});
  CHECK(recorded("").empty());
}

TEST_CASE("rows parted by a soft wrap are one line", "[terminal]") {
  CHECK(recorded("0123456789abcdefghij\nend\n", {5, 8}) == Texts{"0123456789abcdefghij", "end"});
  CHECK(recorded("01234567\nend\n", {5, 8}) == Texts{"01234567", "end"});
  CHECK(recorded("0123456 x\n", {5, 8}) == Texts{"0123456 x"});
  CHECK(recorded("0123456\x1b[31m7\x1b[0m8\n", {5, 8}) == Texts{"012345678"});
}

TEST_CASE("a tab at the right margin stays in the line", "[terminal]") {
  CHECK(recorded("0123456789\tx y\n", {5, 10}) == Texts{"0123456789\tx y"});
}

TEST_CASE("a row that is begun anew is joined to nothing", "[terminal]") {
  CHECK(recorded("01234567ab\rXY\n", {5, 8}) == Texts{"01234567", "XY"});
  CHECK(recorded("01234567ab\x1b[A\r\x1b[K\x1b[B", {5, 8}) == Texts{"ab"});
}

TEST_CASE("wide characters and marks keep their columns and their text", "[terminal]") {
  CHECK(recorded("\xE4\xB8\xAD\xE6\x96\x87x\n", {5, 4}) == Texts{"\xE4\xB8\xAD\xE6\x96\x87x"});
  CHECK(recorded("a\xE4\xB8\xAD\xE6\x96\x87\n", {5, 4}) == Texts{"a\xE4\xB8\xAD\xE6\x96\x87"});
  CHECK(recorded("\xE4\xB8\xAD\rX\n") == Texts{"X"});
  CHECK(recorded("\xE4\xB8\xADz\r\x1b[CX\n") == Texts{" Xz"});
  CHECK(recorded("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB\n") ==
        Texts{"\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB"});
}

TEST_CASE("a mark after the last column belongs to it and wraps nothing", "[terminal]") {
  CHECK(recorded("0123456e\xCC\x81z\n", {5, 8}) == Texts{"0123456e\xCC\x81z"});
  CHECK(recorded("abc\r0123456e\xCC\x81\n", {5, 8}) == Texts{"0123456e\xCC\x81"});
}

TEST_CASE("marks on one character are bounded", "[terminal]") {
  std::string zalgo = "a";
  for (int i = 0; i < 100000; ++i) zalgo += "\xCC\x81";
  const Texts lines = recorded(zalgo + "\n");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() == 1 + 2 * 16);
}

TEST_CASE("invalid bytes become replacement characters and NUL disappears", "[terminal]") {
  CHECK(recorded(std::string("a\xFF"
                             "b\0c\xE4\xB8\n",
                             8)) == Texts{"a\xEF\xBF\xBD"
                                          "bc\xEF\xBF\xBD"});
  CHECK(recorded("cut\xE4\xB8") == Texts{"cut\xEF\xBF\xBD"});
}
