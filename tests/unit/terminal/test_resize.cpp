#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

Texts resized(const std::string& before, Size from, Size to, const std::string& after) {
  Lines lines;
  Terminal terminal(options(from), lines);
  terminal.feed(before, at(1));
  terminal.resize(to, at(1));
  terminal.feed(after, at(1));
  terminal.finish(at(1));
  return lines.texts();
}

}  // namespace

TEST_CASE("a smaller window keeps the rows at the cursor and hands out those above", "[terminal]") {
  CHECK(resized("1\n2\n3\n4\n5", {6, 80}, {2, 80}, " five\nsix") == Texts{"1", "2", "3", "4", "5 five", "six"});
}

TEST_CASE("rows that a smaller window has no room for are handed out", "[terminal]") {
  CHECK(resized("1\n2\n3\n4\n5\x1b[H", {6, 80}, {2, 80}, "one") == Texts{"1", "2", "3", "4", "5", "one"});
}

TEST_CASE("a larger window changes nothing that stands there", "[terminal]") {
  CHECK(resized("1\n2\n3", {3, 10}, {50, 200}, " three\x1b[1;1Hone") == Texts{"one", "2", "3 three"});
}

TEST_CASE("a window that grew narrower cuts no text", "[terminal]") {
  CHECK(resized("0123456789\nabc", {5, 80}, {5, 4}, "defgh") == Texts{"0123456789", "abcdefgh"});
}

TEST_CASE("a row that is full when the window changes is not overwritten", "[terminal]") {
  CHECK(resized("01234567", {5, 8}, {5, 4}, "89") == Texts{"0123456789"});
  CHECK(resized("01234567", {5, 8}, {5, 20}, "89") == Texts{"0123456789"});
}

TEST_CASE("resizing below a scroll region and going on is survived", "[terminal][hazard]") {
  CHECK(resized("\x1b[20;24r\x1b[22Hx", {24, 80}, {5, 80}, "\n\n\ny") == Texts{"x", "", "", "y"});
}

TEST_CASE("a cursor saved outside of the new size is restored inside of it", "[terminal][hazard]") {
  CHECK(resized("\x1b[24;80H\x1b\x37\x1b[Hx", {24, 80}, {3, 8}, "\x1b\x38yz\n") == Texts{"x", "       yz"});
}

TEST_CASE("modes survive a change of size", "[terminal]") {
  CHECK(resized("\x1b[4h\x1b(0", {24, 80}, {10, 40}, "q\rx") == Texts{"\xE2\x94\x82\xE2\x94\x80"});
}

TEST_CASE("the main screen is there when the window changed on the alternate one", "[terminal]") {
  CHECK(resized("1\n2\n3\x1b[?1049hvim", {5, 80}, {2, 80}, "\x1b[?1049l\r\nafter") == Texts{"1", "2", "3", "after"});
}

TEST_CASE("sizes out of range are clamped", "[terminal]") {
  CHECK(resized("a\n", {-5, 0}, {1000000, 1000000}, "b\n") == Texts{"a", "b"});
}
