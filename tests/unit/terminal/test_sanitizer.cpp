#include "lib/terminal/sanitizer.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace logwrap::terminal;

namespace {

// What is let through, as bytes again.
class Bytes final : public SanitizerSink {
 public:
  void text(std::string_view utf8) override { out += utf8; }
  void control(char control) override { out += control; }
  void escape(std::string_view rest) override { (out += '\x1b') += rest; }
  void csi(const Csi& csi) override { out += csi.bytes(); }
  std::string out;
};

std::string sanitized(std::string_view bytes) {
  Bytes sink;
  Sanitizer sanitizer;
  sanitizer.feed(bytes, sink);
  sanitizer.finish(sink);
  return sink.out;
}

}  // namespace

TEST_CASE("what moves the cursor or erases is let through", "[terminal][sanitizer]") {
  for (const std::string bytes : {"\x1b[A", "\x1b[3;4H", "\x1b[2J", "\x1b[K", "\x1b[4h", "\x1b[?25l", "\x1b[!p",
                                  "\x1b[1;5r", "\x1b\x37", "\x1b(0",
                                  "\x1b"
                                  "c",
                                  "\x1b[5b", "\r\n\t\b"}) {
    CHECK(sanitized(bytes) == bytes);
  }
}

TEST_CASE("what changes neither text nor cursor is dropped", "[terminal][sanitizer]") {
  for (const std::string bytes : {"\x1b[1;31m", "\x1b[6n", "\x1b[c", "\x1b[?2004h", "\x1b[3J", "\x1b[2 q", "\x1b[>4;1m",
                                  "\x1b=", "\x1b#8", "\x07", "\x1b[?69h", "\x1b[5;70s", "\x1b[1\"q", "\x7f"}) {
    CAPTURE(bytes);
    CHECK(sanitized(bytes).empty());
  }
}

TEST_CASE("sequences are put into the form that libvterm reads rightly", "[terminal][sanitizer]") {
  CHECK(sanitized("\x1b[?47h") == "\x1b[?1047h");
  CHECK(sanitized("\x1b[?1;25;47l") == "\x1b[?25l\x1b[?1047l");
  CHECK(sanitized("\x1b[s\x1b[u") == "\x1b\x37\x1b\x38");
  CHECK(sanitized("\x1b[?2J") == "\x1b[2J");
  CHECK(sanitized("\x1b[123456789A") == "\x1b[9999A");
  CHECK(sanitized("\x1b[;;5;H") == "\x1b[;;5;H");
}

TEST_CASE("no more arguments than libvterm has room for are let through", "[terminal][sanitizer]") {
  std::string many = "\x1b[1";
  for (int i = 2; i <= 40; ++i) many += ";" + std::to_string(i);
  CHECK(sanitized(many + "H") == "\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15H");
}

TEST_CASE("malformed control sequences are dropped whole", "[terminal][sanitizer]") {
  CHECK(sanitized("\x1b[1:2Ha") == "a");
  CHECK(sanitized("\x1b[1?2Ha") == "a");
  CHECK(sanitized("\x1b[1 2Ha") == "a");
  CHECK(sanitized("\x1b[?5Ha") == "a");
}

TEST_CASE("a sanitizer is in its ground state only where nothing is unfinished", "[terminal][sanitizer]") {
  Bytes sink;
  Sanitizer sanitizer;
  CHECK(sanitizer.in_ground_state());
  for (const std::string start : {"\x1b", "\x1b[1", "\x1b]0;t", "\xE4", "\x1b("}) {
    sanitizer.feed(start, sink);
    CHECK_FALSE(sanitizer.in_ground_state());
    sanitizer.finish(sink);
    CHECK(sanitizer.in_ground_state());
  }
}
