#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

// Sets the tab stop that is set in any case: nothing changes, but that the fast path keeps out of it from then on.
const std::string kLongWay = "\x1bH";

std::string to_the_bottom(int rows) {
  return std::string(static_cast<std::size_t>(rows), '\n') + "\r";
}

void check_same(const std::string& bytes, const Terminal::Options& how) {
  const std::string start = to_the_bottom(how.size.rows);
  const auto fast = kept_lines(start + bytes, how);
  const auto slow = kept_lines(kLongWay + start + bytes, how);
  REQUIRE(fast == slow);
}

}  // namespace

TEST_CASE("the fast path gives what the long way gives on random lines", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 1000; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const Size size{1 + random.below(8), 2 + random.below(40)};
    const auto how =
        options(size, random.below(2) == 0 ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed,
                random.below(2) == 0 ? Terminal::Text::AsSeen : Terminal::Text::AsRecorded);
    check_same(random.lines(60), how);
  }
}

TEST_CASE("the fast path gives what the long way gives at its edges", "[terminal]") {
  const std::string a = std::string(10, 'a');
  for (const std::string line : {"",
                                 "a",
                                 "0123456789",
                                 "0123456789a",
                                 "01234567890123456789",
                                 "01234567890123456789a",
                                 "\xE4\xB8\xAD",
                                 "012345678\xE4\xB8\xAD",
                                 "0123456789\xCC\x81",
                                 "\xCC\x81",
                                 "a\t",
                                 "\ta",
                                 "1234567\t",
                                 "12345678\t",
                                 "0123456789\t",
                                 "\x1b[31mred\x1b[m",
                                 "\x1b[31",
                                 "\x1b[1K",
                                 "\xFF",
                                 "\xEF\xBF\xBE",
                                 "e\xCC\x81\xCC\x81",
                                 "\x7f",
                                 "a\rb",
                                 "\xC2\x9B",
                                 "a\x1b[2b"}) {
    for (const std::string end : {"\n", "\r\n", "\r\r\n", "\n\r", "\v"}) {
      CAPTURE(line, end);
      check_same(a + end + line + end + line + end + "\x1b[2bz" + end, options({3, 10}));
      check_same(a + end + line + end + line + end + "z", options({3, 10}, Terminal::LineFeed::Only));
    }
  }
}

TEST_CASE("rows that came the fast way can be rewritten like others", "[terminal]") {
  const std::string bytes =
      "one\ntwo \xE4\xB8\xAD\ttab\n\x1b[31mthree\x1b[m e\xCC\x81\n\x1b[2A\x1b[5CX\x1b[1B\x1b[3D@\x1b[P\n\n";
  check_same(bytes, options({4, 20}));
  check_same(bytes, options({4, 20}, Terminal::LineFeed::CarriageReturnLineFeed, Terminal::Text::AsSeen));
}

TEST_CASE("lines that scroll off as soon as they are printed are those that stood on the screen", "[terminal]") {
  const auto run = [](const std::string& way, Terminal::Text text) {
    Lines lines;
    Terminal terminal(options({5, 20}, Terminal::LineFeed::CarriageReturnLineFeed, text), lines);
    terminal.feed(way + to_the_bottom(5) + "a line that goes on over several rows of the screen\nold \n", at(1));
    terminal.begin_epoch(2);
    std::string many;
    for (int i = 0; i < 3000; ++i)
      many += i % 50 == 7  ? "wider than the screen " + std::to_string(i) + "\n"
              : i % 9 == 0 ? "  \n"
                           : std::to_string(i) + " \n";
    terminal.feed(many, at(1.25));
    terminal.feed("1\n2\n3\n4\n5\n6\n\x1b[3A\x1b[Kx\n\n\n\n\n", at(1.5));
    terminal.finish(at(2));
    return lines.kept;
  };
  for (const auto text : {Terminal::Text::AsRecorded, Terminal::Text::AsSeen}) {
    const std::vector<Kept> fast = run("", text);
    CHECK(fast == run(kLongWay, text));
    CHECK(fast.size() == 5 + 2 + 3000 + 6 + 2);
  }
}

TEST_CASE("a line is known to be unwatched only where nothing watched stands in it", "[terminal][property]") {
  struct Sink final : LineSink {
    void line(const Line& line) override { lines.emplace_back(line.text, line.unwatched); }
    LineTag marked(const MarkedLine& line) override {
      marks.emplace_back(line.text);
      return 0;
    }
    std::vector<std::pair<std::string, bool>> lines;
    std::vector<std::string> marks;
  };
  static const std::array<std::string, 4> kWords{"/MARK", "sk-", "hidden word", "Traceback"};
  const auto watched = std::make_shared<LiteralFinder>();
  for (const std::string& word : kWords) watched->add(word, 0);
  const unsigned first = seed();
  std::size_t unwatched = 0;
  for (unsigned round = 0; round < 300; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    std::string bytes = to_the_bottom(3);
    for (unsigned line = random.below(100); line > 0; --line) {
      bytes += "step " + std::to_string(line) + std::string(random.below(40), 'k') + ' ';
      if (random.below(20) == 0) bytes += "\x1b[1mbold\x1b[m";
      if (random.below(8) == 0) bytes += kWords[random.below(kWords.size())].substr(0, 1 + random.below(11));
      bytes += random.below(4) == 0 ? "\r\n" : "\n";
    }
    auto how = options({3, 30});
    how.marker = kWords.front();
    Sink without;
    Terminal(how, without).feed(bytes, at(1));
    how.watched = watched;
    Sink with;
    Terminal(how, with).feed(bytes, at(1));
    REQUIRE(with.lines.size() == without.lines.size());
    CHECK(with.marks == without.marks);
    for (std::size_t i = 0; i < with.lines.size(); ++i) {
      const auto& [text, clear] = with.lines[i];
      CHECK(text == without.lines[i].first);
      CHECK_FALSE(without.lines[i].second);
      if (!clear) continue;
      ++unwatched;
      for (const std::string& word : kWords) CHECK(text.find(word) == std::string::npos);
    }
  }
  CHECK(unwatched > 1000);
}

TEST_CASE("a line that scrolls off as soon as it is printed is told in pieces where it is long", "[terminal]") {
  const std::string line(2 * Terminal::kMaxPieceBytes + 1000, 'x');
  for (const auto text : {Terminal::Text::AsRecorded, Terminal::Text::AsSeen}) {
    const auto how = options({3, 20}, Terminal::LineFeed::CarriageReturnLineFeed, text);
    const std::string bytes = to_the_bottom(3) + line + "   \n" + line + "\n1\n2\n3\n4\n";
    const std::vector<Kept> fast = kept_lines(bytes, how, bytes.size());
    CHECK(fast == kept_lines(kLongWay + bytes, how, bytes.size()));
    CHECK(fast.size() == 3 + 2 * 3 + 4);
  }
}

TEST_CASE("the fast path marks what is printed while the cursor is hidden", "[terminal]") {
  Lines lines;
  Terminal terminal(options({3, 20}), lines);
  terminal.feed("\n\n\n\x1b[?25l", at(1));
  terminal.feed("hidden\n", at(1));
  terminal.commit_due(at(5));
  CHECK(lines.texts() == Texts{"", "", ""});
  CHECK(terminal.next_due() == at(11));
}
