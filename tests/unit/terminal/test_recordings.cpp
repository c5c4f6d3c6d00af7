#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/recording.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

Terminal::Options as_seen(const Recording& recording) {
  return options(recording.size, Terminal::LineFeed::Only, Terminal::Text::AsSeen);
}

std::string joined(const std::vector<Kept>& lines) {
  std::string text;
  for (const Kept& line : lines) text += line.text + (line.continued ? "" : "\n");
  return text;
}

// As the recorder does: what is due is handed out when it is due, then what was read is fed.
Lines replayed(const Recording& recording) {
  Lines lines;
  Terminal terminal(as_seen(recording), lines);
  std::string_view rest = recording.raw;
  Time now{};
  for (const auto& [seconds, bytes] : recording.timing) {
    now = at(seconds);
    while (terminal.next_due() && *terminal.next_due() <= now) terminal.commit_due(*terminal.next_due());
    terminal.feed(rest.substr(0, bytes), now);
    rest.remove_prefix(std::min(bytes, rest.size()));
  }
  REQUIRE(rest.empty());
  terminal.finish(now);
  return lines;
}

}  // namespace

TEST_CASE("every recording gives exactly the lines a person would have seen, however it is cut", "[terminal]") {
  const auto all = recordings();
  REQUIRE(all.size() >= 55);
  for (const Recording& recording : all) {
    for (const std::size_t chunk : {1, 7, 4095, 65536}) {
      CAPTURE(recording.name, chunk);
      const auto lines = kept_lines(recording.raw, as_seen(recording), chunk);
      if (recording.name == "robust_only") {
        REQUIRE(!lines.empty());
        CHECK(lines.back().text == "end of robust");
      } else {
        REQUIRE(!recording.expected.empty());
        CHECK(joined(lines) == recording.expected);
      }
    }
  }
}

TEST_CASE("recordings replayed at their own speed give the same lines and no rewrites", "[terminal]") {
  for (const Recording& recording : recordings()) {
    CAPTURE(recording.name);
    if (recording.timing.empty()) continue;  // robust_only: it was not taken from a live program
    const Lines lines = replayed(recording);
    CHECK(lines.rewrites() == 0);
    if (!recording.in_time.empty()) CHECK(joined(lines.kept) == recording.in_time);
  }
}

TEST_CASE("recordings on a slow and a tiny terminal still end and keep text valid", "[terminal]") {
  for (Recording recording : recordings()) {
    for (const Size size : {Size{1, 2}, Size{2, 3}, Size{1000, 1000}}) {
      CAPTURE(recording.name, size.rows, size.columns);
      recording.size = size;
      const auto lines = kept_lines(recording.raw, as_seen(recording), 4095);
      CHECK(!lines.empty());
      for (const Kept& line : lines) {
        const bool clean = std::none_of(line.text.begin(), line.text.end(),
                                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
        CHECK(clean);
      }
    }
  }
}
