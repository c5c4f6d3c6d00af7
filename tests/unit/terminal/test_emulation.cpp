#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

// Each expectation is what xterm shows for the bytes.
TEST_CASE("characters are inserted, deleted and erased in a row", "[terminal]") {
  CHECK(recorded("abcdef\r\x1b[2C\x1b[2@XY\n") == Texts{"abXYcdef"});
  CHECK(recorded("abcdef\r\x1b[2C\x1b[2P\n") == Texts{"abef"});
  CHECK(recorded("abcdef\r\x1b[2C\x1b[2X\n") == Texts{"ab  ef"});
  CHECK(recorded("abcdef\r\x1b[3C\x1b[1K\n") == Texts{"    ef"});
  CHECK(recorded("abcdef\r\x1b[3C\x1b[K\n") == Texts{"abc"});
  CHECK(recorded("bc\r\x1b[4ha\x1b[4l\n") == Texts{"abc"});
}

TEST_CASE("rows are inserted, deleted and erased", "[terminal]") {
  CHECK(recorded("a\nb\nc\x1b[2H\x1b[Lnew") == Texts{"a", "new", "b", "c"});
  CHECK(recorded("a\nb\nc\x1b[2H\x1b[M") == Texts{"a", "c"});
  CHECK(recorded("a\nb\nc\x1b[2H\x1b[J") == Texts{"a"});
  CHECK(recorded("a\nb\nc\x1b[2H\x1b[1J") == Texts{"c"});
  CHECK(recorded("a\nb\x1b[H\x1bMnew") == Texts{"new", "a", "b"});
  CHECK(recorded("a\nb\x1b[H\x1b[T") == Texts{"a", "b"});
}

TEST_CASE("a character is repeated, within reason", "[terminal]") {
  CHECK(recorded("a-\x1b[3bz\n") == Texts{"a----z"});
  CHECK(recorded("\xE4\xB8\xAD\x1b[bz\n") == Texts{"\xE4\xB8\xAD\xE4\xB8\xADz"});
  CHECK(recorded("line\n\x1b[2b\n") == Texts{"line", "ee"});
}

TEST_CASE("the cursor is saved and restored, both ways of asking", "[terminal]") {
  CHECK(recorded("ab\x1b\x37\x1b[5;5Hx\x1b\x38"
                 "cd") == Texts{"abcd", "    x"});
  CHECK(recorded("ab\x1b[s\x1b[5;5Hx\x1b[ucd") == Texts{"abcd", "    x"});
  CHECK(recorded("ab\x1b[?1048h\x1b[5;5Hx\x1b[?1048lcd") == Texts{"abcd", "    x"});
}

TEST_CASE("restoring a cursor that was never saved goes home and hides nothing", "[terminal]") {
  Lines lines;
  Terminal terminal(options(), lines);
  terminal.feed("\x1b\x38one\ntwo", at(1));
  CHECK(terminal.next_due() == at(1.5));
}

TEST_CASE("origin mode counts from the scroll region", "[terminal]") {
  CHECK(recorded("\x1b[3;5r\x1b[?6h\x1b[HX\x1b[?6l\x1b[HY", {10, 80}) == Texts{"Y", "X"});
}

TEST_CASE("a cursor in a scroll region does not walk out of it", "[terminal]") {
  const auto [bytes, lines] = GENERATE(values<std::pair<const char*, Texts>>({
      {"\x1b[1;3r\x1b[5;1Hbar\x1b[2;2H\x1b[9BX\nY", {" X", "Y", "bar"}},
      {"\x1b[1;3r\x1b[5;1Hbar\x1b[H\x1b[3B1\x1b[B2\x1b[E3\n4", {"32", "4", "bar"}},
      {"\x1b[1;3r\x1b[4;1H1\x1b[BX\x1b[9AY", {"  Y", "1", " X"}},
      {"\x1b[2;4r\x1b[1;1Htop\x1b[4;1H\x1b[9AX\x1b[9FY\x1b[9eZ", {"top", "Y", " Z"}},
      {"\x1b[2;4r\x1b[H\x1b[AX", {"X"}},
  }));
  CHECK(recorded(bytes, {5, 8}) == lines);
}

TEST_CASE("tab stops can be set and cleared", "[terminal]") {
  CHECK(seen("\x1b[3g\r\x1b[4C\x1bH\r\tx\n") == Texts{"    x"});
}

TEST_CASE("line drawing characters are recorded as what they show", "[terminal]") {
  CHECK(recorded("\x1b(0lqk\x1b(Bq\n") == Texts{"\xE2\x94\x8C\xE2\x94\x80\xE2\x94\x90q"});
  CHECK(recorded("\x1b)0\x0eq\x0fq\n") == Texts{"\xE2\x94\x80q"});
}

TEST_CASE("a soft reset resets modes and leaves text and cursor", "[terminal]") {
  CHECK(recorded("ab\x1b(0\x1b[4h\x1b[!pq\rX\n") == Texts{"Xbq"});
  CHECK(recorded("\x1b[2;3rab\x1b[!p\n\n\n\nc", {4, 80}) == Texts{"ab", "", "", "", "c"});
}

TEST_CASE("without automatic wrap the last column is overwritten", "[terminal]") {
  CHECK(recorded("\x1b[?7l0123456789\n", {5, 8}) == Texts{"01234569"});
}

TEST_CASE("a line feed alone keeps the column, unless the terminal is told otherwise", "[terminal]") {
  const auto only = options({24, 80}, Terminal::LineFeed::Only);
  CHECK(kept_lines("ab\ncd\r\n", only)[1].text == "  cd");
  CHECK(kept_lines("\x1b[20hab\ncd\n", only)[1].text == "cd");
}

TEST_CASE("inserting and deleting rows unjoins what is no longer together", "[terminal]") {
  CHECK(recorded("01234567ab\x1b[2;1H\x1b[Lxy", {5, 8}) == Texts{"01234567", "xy", "ab"});
}

TEST_CASE("what is erased behind a full row takes nothing of it", "[terminal]") {
  const Size size{5, 8};
  const auto [bytes, lines] = GENERATE(values<std::pair<const char*, Texts>>({
      {"01234567\x1b[K\nx", {"01234567", "x"}},
      {"01234567\x1b[Kab\n", {"01234567ab"}},
      {"01234567\x1b[m\x1b[K\x1b[1m\x1b[Kab\x1b[m\x1b[K\n", {"01234567ab"}},
      {"012345\xE4\xB8\xAD\x1b[K\n", {"012345\xE4\xB8\xAD"}},
      {"a\r\nb\x1b[A\r01234567\x1b[J\n", {"01234567"}},
      {"01234567\x1b[3X\x1b[2P\x1b[2@\n", {"01234567"}},
      {"01234567\r\x1b[7C\x1b[K\n", {"0123456"}},
      {"01234567\x1b[2K\n", {""}},
      {"01234567old\x1b[A\r89abcdef\x1b[K\n", {"89abcdef", "old"}},
  }));
  CHECK(recorded(bytes, size) == lines);
}
