// The window changes its size at any moment, also within a character, a sequence or a display that is being redrawn:
// every line comes, once, in order, and none as a rewrite.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

/// The smallest window: a display of kDisplayRows rows of at most kDisplayColumns columns fits into it, and the cursor.
constexpr int kDisplayRows = 4;
constexpr int kDisplayColumns = 16;

Size any_size(RandomBytes& random, Size least) {
  return {least.rows + random.below(20), least.columns + random.below(60)};
}

std::vector<Kept> resized_anywhere(std::string_view bytes, Size least, RandomBytes& random) {
  Lines lines;
  Terminal terminal(options(any_size(random, least)), lines);
  Time now = at(1);
  while (!bytes.empty()) {
    const auto size = std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(1 + random.below(60)));
    terminal.feed(bytes.substr(0, size), now);
    bytes.remove_prefix(size);
    if (random.below(3) == 0) terminal.resize(any_size(random, least), now);
    now += std::chrono::milliseconds(random.below(80));
    if (random.below(3) == 0) terminal.commit_due(now);
  }
  terminal.finish(now);
  return lines.kept;
}

std::string text_of(int length, RandomBytes& random) {
  static const std::array<std::string, 5> letters{"a", "b", " ", "\xC3\xA9", "\xE4\xB8\xAD"};
  std::string out;
  for (int i = 0; i < length; ++i) out += letters[static_cast<std::size_t>(random.below(5))];
  return out + ".";
}

// What rich, tqdm and docker do: up over the display, erasing it, perhaps a line of the log in its place, and all of
// the display again.
struct Redrawn {
  std::string bytes;
  Texts lines;
};

Redrawn redrawn_display(RandomBytes& random) {
  Redrawn out;
  const int rows = 1 + random.below(kDisplayRows);
  const bool hidden = random.below(2) == 0;
  if (hidden) out.bytes += "\x1b[?25l";
  const int frames = 2 + random.below(30);
  for (int frame = 0; frame < frames; ++frame) {
    if (frame > 0) out.bytes += "\r\x1b[2K";
    for (int row = 1; frame > 0 && row < rows; ++row) out.bytes += "\x1b[1A\x1b[2K";
    if (random.below(4) == 0) {
      out.lines.push_back("note " + std::to_string(frame));
      out.bytes += out.lines.back() + "\n";
    }
    for (int row = 0; row < rows; ++row) {
      const std::string bar = "bar " + std::to_string(row) + " \x1b[32m" + std::to_string(frame) + "\x1b[m/9";
      out.bytes += (row > 0 ? "\n" : "") + bar;
    }
  }
  for (int row = 0; row < rows; ++row)
    out.lines.push_back("bar " + std::to_string(row) + " " + std::to_string(frames - 1) + "/9");
  out.bytes += hidden ? "\n\x1b[?25h" : "\n";
  return out;
}

Texts texts_of(const std::vector<Kept>& kept) {
  Texts texts;
  for (const Kept& one : kept) texts.push_back(one.text);
  return texts;
}

bool any_rewrite(const std::vector<Kept>& kept) {
  return std::any_of(kept.begin(), kept.end(), [](const Kept& one) { return one.rewrite; });
}

}  // namespace

TEST_CASE("lines come whole and once whenever the window changes", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 300; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    Texts lines;
    std::string bytes;
    for (int i = 0; i < 40; ++i) {
      lines.push_back(std::to_string(i) + text_of(random.below(random.below(4) == 0 ? 300 : 20), random));
      bytes += (random.below(3) == 0 ? "\x1b[1m" : "") + lines.back() + (random.below(2) == 0 ? "\n" : "\r\n");
    }
    const auto kept = resized_anywhere(bytes, {1, 2}, random);
    REQUIRE(texts_of(kept) == lines);
    REQUIRE_FALSE(any_rewrite(kept));
  }
}

TEST_CASE("a display that is redrawn while the window changes is no line but its last state", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 300; ++round) {
    CAPTURE(first + round);
    RandomBytes random(first + round);
    Redrawn display = redrawn_display(random);
    const std::string before = "before\n";
    const auto kept = resized_anywhere(before + display.bytes, {kDisplayRows + 1, kDisplayColumns}, random);
    display.lines.insert(display.lines.begin(), "before");
    REQUIRE(texts_of(kept) == display.lines);
    REQUIRE_FALSE(any_rewrite(kept));
  }
}
