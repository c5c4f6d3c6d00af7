// Joins keep every line in order.
#include <filesystem>
#include <fstream>

#include "lib/interpret/joiner.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using logwrap::terminal_test::RandomBytes;

namespace {

std::vector<std::string> lines_of_all_samples() {
  std::vector<std::string> lines{"",           "epoch 1: loss 0.5", "loss: 0.5", " 50%|#####     | 5/10",
                                 "  indented", "KeyError: 1"};
  for (const auto& entry : std::filesystem::directory_iterator(LOGWRAP_SOURCE_DIR "/tests/unit/interpret/blocks")) {
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) lines.push_back(line);
  }
  return lines;
}

}  // namespace

TEST_CASE("where no block is said to begin none does", "[blocks]") {
  const BlockRules rules("");
  std::size_t not_looked_at = 0;
  for (const std::string& line : lines_of_all_samples()) {
    if (rules.may_begin(line)) continue;
    CAPTURE(line);
    CHECK(rules.begins(line).block == nullptr);
    ++not_looked_at;
  }
  CHECK(not_looked_at > 100);
  CHECK(BlockRules("^epoch").may_begin("anything"));
}

TEST_CASE("joins lose no line, double none, and keep the order of those that belong together", "[blocks][property]") {
  const std::vector<std::string> known = lines_of_all_samples();
  REQUIRE(known.size() > 300);
  const unsigned first = seed();
  for (unsigned round = 0; round < 500; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const BlockRules rules(random.below(3) == 0 ? "^epoch => loss" : "");
    Joiner joiner(rules);
    std::vector<std::string> out;
    std::size_t units = 0;
    const Joiner::Out take = [&](const Unit& unit) {
      ++units;
      std::size_t from = 0;
      for (std::size_t i = 0; i < unit.lines; ++i) {
        const std::size_t end = std::min(unit.text.find('\n', from), unit.text.size());
        out.emplace_back(unit.text.substr(from, end - from));
        from = end + 1;
      }
      REQUIRE(from == unit.text.size() + 1);
    };
    std::vector<std::string> in;
    Time now{};
    std::size_t at = 0;
    for (int i = 0; i < 200; ++i) {
      // Most often the line that follows in a sample, else any.
      at = random.below(4) == 0 ? static_cast<std::size_t>(random.below(static_cast<int>(known.size())))
                                : (at + 1) % known.size();
      now += std::chrono::milliseconds(random.below(random.below(20) == 0 ? 3000 : 5));
      if (joiner.next_due() && *joiner.next_due() <= now) joiner.flush(take);
      in.push_back(std::to_string(i) + "|" + known[at]);
      Line line;
      const std::string text = known[at];
      line.text = text;
      line.time = now;
      line.rewrite = random.below(30) == 0;
      joiner.add(line, take);
      REQUIRE(joiner.waiting() <= Joiner::kMaxLines + Joiner::kMaxForeign + Block::kMaxMaybe);
      REQUIRE(joiner.waiting() + out.size() == in.size());
    }
    joiner.flush(take);
    REQUIRE(out.size() == in.size());
    std::vector<std::string> sorted_in;
    for (const std::string& line : in) sorted_in.push_back(line.substr(line.find('|') + 1));
    std::vector<std::string> sorted_out = out;
    std::sort(sorted_in.begin(), sorted_in.end());
    std::sort(sorted_out.begin(), sorted_out.end());
    REQUIRE(sorted_in == sorted_out);
  }
}
