#include "lib/terminal/overwriting.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal;
using namespace logwrap::terminal_test;

namespace {

// Sets the tab stop that is set in any case: nothing changes, but that every byte is printed from then on.
const std::string kLongWay = "\x1bH";

/// Passes over one row, with what is printed amid them.
std::string passes(RandomBytes& random) {
  const std::vector<std::string> pieces = {"\r",
                                           "\r",
                                           "\r",
                                           "\r\x1b[2K",
                                           "\r\x1b[K",
                                           "\r\x1b[1K",
                                           "abc",
                                           "0123456789",
                                           "01234567890123",
                                           "\xE4\xB8\xAD",
                                           "\xE2\x96\x88\xE2\x96\x88",
                                           "\x1b[32m",
                                           "\x1b[m",
                                           "e\xCC\x81",
                                           "\xCC\x81",
                                           "\t",
                                           "\b",
                                           "\n",
                                           "\r\n",
                                           "\x1b[A",
                                           "\x1b[B",
                                           "\x1b[3C",
                                           "\x1b[?25l",
                                           "\x1b[?25h",
                                           "\x1b[4h",
                                           "\x1b[4l",
                                           "\x1b]0;t\r\a",
                                           "\x1b[3b",
                                           "\x1b[2P",
                                           " ",
                                           "marker",
                                           "\xE2\x96",
                                           "\x1b["};
  std::string bytes;
  for (int i = random.below(60); i >= 0; --i)
    bytes += pieces[static_cast<std::size_t>(random.below(static_cast<int>(pieces.size())))];
  return bytes;
}

}  // namespace

TEST_CASE("what passes over a row leave nothing behind is not printed", "[terminal]") {
  CHECK(overwritten_size("\rabc\rabc", 10) == 4);
  CHECK(overwritten_size("\rabc\rabcd\rabcde", 10) == 9);
  CHECK(overwritten_size("\r\x1b[32mabc\x1b[m\r\xE2\x96\x88\xE2\x96\x88\xE2\x96\x88", 10) == 12);
  CHECK(overwritten_size("\r\x1b[2Kabc\r\x1b[2Ka", 10) == 8);
  CHECK(overwritten_size("\rabc\r\x1b[Ka", 10) == 4);
  CHECK(overwritten_size("\r\r\r", 10) == 2);
}

TEST_CASE("what a pass leaves behind is printed", "[terminal]") {
  for (const char* bytes : {"\rabc", "\rabc\rab", "\rabc\ndef\rabcdef", "\rabc\x1b[A\rabc", "\r\x1b[2Kabc\rabcd",
                            "\r0123456789a\r0123456789a", "\ra\tb\rabcdefghijk", "\re\xCC\x81\rab", "\rabc\x1b[\rabc",
                            "\rab\xE2\x96\rabc", "\rabc\r\x1b[K"}) {
    INFO(bytes);
    CHECK(overwritten_size(bytes, 10) == 0);
  }
}

TEST_CASE("passes over a row give the same lines whether or not all of them are printed", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 4000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const auto how = options({2 + random.below(4), 2 + random.below(22)}, Terminal::LineFeed::Only,
                             random.below(2) == 0 ? Terminal::Text::AsSeen : Terminal::Text::AsRecorded);
    const std::string bytes = passes(random);
    REQUIRE(kept_lines(bytes, how) == kept_lines(kLongWay + bytes, how));
  }
}
