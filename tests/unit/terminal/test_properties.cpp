#include <algorithm>

#include "lib/base/utf8.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

std::vector<Kept> lines_of_random_cuts(std::string_view bytes, const Terminal::Options& how, RandomBytes& random) {
  Lines lines;
  Terminal terminal(how, lines);
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(1 + random.below(40)));
    terminal.feed(bytes.substr(0, size), at(1));
    bytes.remove_prefix(size);
  }
  terminal.finish(at(1));
  return lines.kept;
}

bool clean(const std::string& text) {
  return text == valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
         });
}

}  // namespace

TEST_CASE("any split of the bytes gives the same lines", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 400; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const Size size{1 + random.below(12), 2 + random.below(30)};
    const auto how =
        options(size, random.below(2) == 0 ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed,
                random.below(2) == 0 ? Terminal::Text::AsSeen : Terminal::Text::AsRecorded);
    const std::string bytes = random.below(2) == 0 ? random.soup(150) : random.lines(40);
    const auto whole = kept_lines(bytes, how);
    REQUIRE(kept_lines(bytes, how, 1) == whole);
    REQUIRE(lines_of_random_cuts(bytes, how, random) == whole);
  }
}

TEST_CASE("random output at random times and sizes gives clean lines and never more rows than the screen has",
          "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 200; ++round) {
    CAPTURE(first + round);
    RandomBytes random(first + round);
    Lines lines;
    Terminal terminal(options({1 + random.below(12), 2 + random.below(30)}), lines);
    Time now = at(0);
    for (int step = 0; step < 60; ++step) {
      now += std::chrono::milliseconds(random.below(1200));
      terminal.feed(random.below(3) == 0 ? random.lines(5) : random.soup(10), now);
      if (random.below(10) == 0) terminal.resize({1 + random.below(12), 2 + random.below(30)}, now);
      if (random.below(3) == 0) terminal.commit_due(now);
      REQUIRE(terminal.pending_lines() <= 14);
    }
    terminal.finish(now);
    CHECK(terminal.pending_lines() == 0);
    for (const Kept& line : lines.kept) {
      REQUIRE(clean(line.text));
      REQUIRE(line.time <= now);
    }
  }
}
