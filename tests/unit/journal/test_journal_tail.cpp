#include "lib/journal/journal_tail.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

using Lines = std::vector<std::string>;

Lines backwards(const Run& run, std::size_t most = 1'000'000) {
  Lines lines;
  read_backwards(run, [&](std::string_view line) {
    lines.emplace_back(line);
    return lines.size() < most;
  });
  return lines;
}

}  // namespace

TEST_CASE("a journal is read from its end, through all of its segments", "[tail]") {
  Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), "a\nb\n");
  write_all_to(fixture.segment(2), "");
  write_all_to(fixture.segment(3), "c\n\ntorn");
  write_all_to(fixture.segment(4), "only torn");
  CHECK(backwards(run) == Lines{"", "c", "b", "a"});
  CHECK(backwards(run, 2) == Lines{"", "c"});
}

TEST_CASE("lines may be of any length, and lie anywhere on blocks", "[tail]") {
  Fixture fixture;
  const Run run = fixture.run();
  Lines expected;
  std::string text;
  for (const std::size_t size : {1UL, 65535UL, 65536UL, 65537UL, 0UL, 65534UL, 200'000UL, 3UL}) {
    expected.emplace_back(size, static_cast<char>('a' + expected.size()));
    text += expected.back() + "\n";
  }
  write_all_to(fixture.segment(1), text);
  std::reverse(expected.begin(), expected.end());
  CHECK(backwards(run) == expected);
}

TEST_CASE("what is longer than a record is left out, not kept", "[tail]") {
  Fixture fixture;
  const Run run = fixture.run();
  write_all_to(fixture.segment(1), "first\n" + std::string(JournalReader::kMaxJsonBytes * 3, 'x') + "\nlast\n");
  CHECK(backwards(run) == Lines{"last", "first"});
}

TEST_CASE("a run without a journal has no end of it", "[tail]") {
  Fixture fixture;
  CHECK(backwards(fixture.run()).empty());
}
