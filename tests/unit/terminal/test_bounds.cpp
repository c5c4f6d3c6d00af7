// No input makes the model's memory grow beyond what its screen may hold.
#include <malloc.h>

#include "tests/support/catch.hpp"
#include "tests/support/hostile_output.hpp"
#include "tests/support/seed.hpp"
#include "tests/unit/terminal/lines.hpp"
#include "tests/unit/terminal/random_bytes.hpp"

using namespace logwrap;
using namespace logwrap::terminal_test;

namespace {

/// A cell with all the marks that it may have, as it stands and as it was printed; and what is independent of the
/// screen: libvterm, the table of widths, a line that is put together.
constexpr std::size_t kBytesPerCell = 512;
constexpr std::size_t kBytesBeside = 4UL << 20;
/// A line that is put together is handed out in pieces: one, twice over, may not have been there early.
constexpr std::size_t kPiece = 2 * Terminal::kMaxPieceBytes;
constexpr std::size_t kWarmUp = 200'000;
constexpr std::size_t kHostile = 1'000'000;

std::size_t in_use() {
  return ::mallinfo2().uordblks;  // 0 under the address sanitizer, which has an allocator of its own
}

class Nowhere final : public LineSink {
  void line(const Line&) override {}
};

/// Bytes in use by a terminal that is fed the same again and again: the most within the first kWarmUp bytes, and at
/// all.
struct Use {
  std::size_t early = 0;
  std::size_t most = 0;
};

Use use_of(std::string_view unit, Size size) {
  Nowhere sink;
  const std::size_t before = in_use();
  Terminal terminal(options(size), sink);
  std::string chunk;
  while (chunk.size() < 100'000) chunk += unit;
  Use use;
  std::size_t fed = 0;
  double now = 0;
  while (fed < kHostile) {
    terminal.feed(chunk, at(now += 0.01));
    fed += chunk.size();
    const std::size_t now_used = in_use() > before ? in_use() - before : 0;
    if (fed <= kWarmUp) use.early = std::max(use.early, now_used);
    use.most = std::max(use.most, now_used);
  }
  return use;
}

}  // namespace

TEST_CASE("no input makes memory grow without bound", "[terminal]") {
  for (const Size size : {Size{24, 80}, Size{50, 200}, Size{2, 2}}) {
    const auto cells = static_cast<std::size_t>(size.rows) * static_cast<std::size_t>(size.columns);
    for (const std::string_view unit : hostile_output()) {
      CAPTURE(unit, size.rows);
      const Use use = use_of(unit, size);
      CHECK(use.most <= cells * kBytesPerCell + kBytesBeside);
      CHECK(use.most <= use.early + cells * 16 + kPiece);  // rows that had not been filled yet
    }
  }
}

TEST_CASE("no mixture of what is hostile makes memory grow without bound", "[terminal][property]") {
  const unsigned first = seed();
  for (unsigned round = 0; round < 6; ++round) {
    CAPTURE(first + round);  // LOGWRAP_SEED=<this> repeats it as the first round
    RandomBytes random(first + round);
    const Size size{24, 80};
    const Use use = use_of(random.lines(400), size);
    CHECK(use.most <= static_cast<std::size_t>(size.rows * size.columns) * kBytesPerCell + kBytesBeside);
    CHECK(use.most <= use.early + kPiece);
  }
}
