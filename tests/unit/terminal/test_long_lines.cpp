#include <sys/resource.h>

#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

// Keeps counts alone, so that what grows is the terminal.
class Counter final : public LineSink {
 public:
  void line(const Line& line) override {
    bytes += line.text.size();
    largest = std::max(largest, line.text.size());
    pieces += line.continued ? 1 : 0;
    ends += line.continued ? 0 : 1;
  }
  std::size_t bytes = 0, largest = 0, pieces = 0, ends = 0;
};

long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

}  // namespace

TEST_CASE("a line longer than a piece comes in pieces that are cut between characters", "[terminal]") {
  std::string text;
  while (text.size() <= 3 * Terminal::kMaxPieceBytes) text += "\xE2\x94\x81 abc";
  for (const std::size_t chunk : {std::size_t{4095}, text.size() + 10}) {
    const auto lines = kept_lines(text + "\nnext\n", options(), chunk);
    REQUIRE(lines.size() == 5);
    std::string whole;
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(lines[i].continued == (i < 3));
      CHECK(lines[i].text.size() <= Terminal::kMaxPieceBytes);
      CHECK((static_cast<unsigned char>(lines[i].text[0]) & 0xC0U) != 0x80U);
      whole += lines[i].text;
    }
    CHECK(whole == text);
    CHECK(lines[4].text == "next");
  }
}

TEST_CASE("a line of a hundred megabytes takes a few megabytes of memory", "[terminal]") {
  Counter counter;
  Terminal terminal(options({40, 1000}), counter);
  const std::string block(1024 * 1024, 'x');
  terminal.feed(block, at(1));
  const long before = peak_kilobytes();
  for (int i = 1; i < 100; ++i) terminal.feed(block, at(1));
  terminal.finish(at(1));
  CHECK(counter.bytes == 100 * block.size());
  CHECK(counter.largest == Terminal::kMaxPieceBytes);
  CHECK(counter.ends == 1);
  CHECK(peak_kilobytes() - before < 4096);
}

TEST_CASE("a line that a page wide of rows joins is still handed out when it is still", "[terminal]") {
  Lines lines;
  Terminal terminal(options({4, 10}), lines);
  terminal.feed(std::string(75, 'x') + "\nnext", at(1));
  CHECK(lines.texts().empty());
  CHECK(terminal.next_due() == at(1.5));
  terminal.commit_due(at(2));
  CHECK(lines.texts() == Texts{std::string(75, 'x')});
}
