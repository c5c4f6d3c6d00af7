// How fast the terminal model is beside libvterm's own screen layer, on text made here: megabytes of CPU time a second.
// Both take the same bytes in turn, run after run; figures are medians with the least and the greatest. Then what costs
// most by the byte of what is made to cost.
// Usage: bench_terminal [MEGABYTES]. Not a test: figures depend on the machine, and nothing fails by them.
#include <vterm.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/terminal/terminal.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/hostile_output.hpp"

using namespace logwrap;

namespace {

constexpr int kRows = 40;
constexpr int kColumns = 120;
constexpr std::size_t kChunk = 65536;
constexpr int kRuns = 7;

/// Megabytes a second of handing `text` to `feed` in chunks.
template <class Feed>
double speed(std::string_view text, Feed feed) {
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < text.size(); i += kChunk) feed(text.substr(i, kChunk));
  return static_cast<double>(text.size()) / 1e6 / (cpu_seconds() - start);
}

class Count final : public LineSink {
 public:
  void line(const Line& line) override { bytes += line.text.size(); }
  std::size_t bytes = 0;
};

double speed_of_model(std::string_view text) {
  Count count;
  Terminal terminal({{kRows, kColumns}, Terminal::LineFeed::CarriageReturnLineFeed}, count);
  terminal.feed(std::string(kRows, '\n'), Time{});
  return speed(text, [&terminal](std::string_view bytes) { terminal.feed(bytes, Time{}); });
}

double speed_of_vterm(std::string_view text) {
  struct Free {
    void operator()(VTerm* terminal) const { ::vterm_free(terminal); }
  };
  const std::unique_ptr<VTerm, Free> terminal(::vterm_new(kRows, kColumns));
  ::vterm_set_utf8(terminal.get(), 1);
  VTermScreen* const screen = ::vterm_obtain_screen(terminal.get());
  std::size_t rows = 0;
  VTermScreenCallbacks callbacks{};
  callbacks.sb_pushline = [](int, const VTermScreenCell*, void* counted) {
    ++*static_cast<std::size_t*>(counted);
    return 1;
  };
  ::vterm_screen_set_callbacks(screen, &callbacks, &rows);
  ::vterm_screen_reset(screen, 1);
  return speed(
      text, [&terminal](std::string_view bytes) { ::vterm_input_write(terminal.get(), bytes.data(), bytes.size()); });
}

/// `size` bytes or a little more of `unit` again and again.
std::string repeated(std::string_view unit, std::size_t size) {
  std::string text;
  text.reserve(size + unit.size());
  while (text.size() < size) text += unit;
  return text;
}

void report(const char* name, const std::string& unit, std::size_t size) {
  const std::string text = repeated(unit, size);
  std::vector<double> ours;
  std::vector<double> ratios;
  for (int run = 0; run < kRuns; ++run) {
    ours.push_back(speed_of_model(text));
    ratios.push_back(ours.back() / speed_of_vterm(std::string_view(text).substr(0, size / 8)));
  }
  std::printf("| %s | %s | %s |\n", name, spread(ours, 0).c_str(), spread(ratios, 1).c_str());
  std::fflush(stdout);
}

/// The bytes as C would write them.
std::string escaped(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    char one[8];
    const bool plain = byte >= ' ' && byte <= '~';
    std::snprintf(one, sizeof(one), plain ? "%c" : "\\x%02x", static_cast<unsigned char>(byte));
    text += one;
  }
  return text;
}

/// What of the hostile output costs most, by the byte.
void report_hostile() {
  std::vector<std::pair<double, std::string_view>> slowest;
  for (const std::string_view unit : hostile_output()) {
    std::vector<double> speeds;
    for (int run = 0; run < 3; ++run) speeds.push_back(speed_of_model(repeated(unit, 300'000)));
    slowest.emplace_back(*std::max_element(speeds.begin(), speeds.end()), unit);
  }
  std::sort(slowest.begin(), slowest.end());
  std::printf("\n| hostile output, the slowest | nanoseconds of CPU time a byte |\n| --- | --- |\n");
  for (std::size_t i = 0; i < 5; ++i)
    std::printf("| `%s` | %.0f |\n", escaped(slowest[i].second).c_str(), 1e3 / slowest[i].first);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t size = 1'000'000 * static_cast<std::size_t>(argc > 1 ? std::max(1, std::atoi(argv[1])) : 32);
  const std::string head = "2026-11-22 01:02:03 INFO trainer step=12345 loss=0.123456 ";
  std::printf("| of a terminal of %dx%d | MB of CPU time a second | ratio to libvterm's screen layer |\n", kRows,
              kColumns);
  std::printf("| --- | --- | --- |\n");
  report("plain lines of 20 bytes", "step 12345 loss 0.1\n", size);
  report("plain lines of 100 bytes", head + "lr=3.0e-04 tokens/s=123456 grad=0.98765\n", size);
  report("plain lines of 1,000 bytes", std::string(999, 'x') + "\n", size);
  report("UTF-8 text, accents and symbols",
         "Epoch 3 \xE2\x94\x81\xE2\x94\x81\xE2\x94\x81\xE2\x94\x81 gr\xC3\xB6\xC3\x9F"
         "e loss 0.123 \xE2\x9C\x93 done in 12 s\n",
         size);
  report("UTF-8 text, CJK",
         "\xE8\xAE\xAD\xE7\xBB\x83\xE8\xBD\xAE\xE6\xAC\xA1 3\xEF\xBC\x9A\xE6\x8D\x9F\xE5\xA4\xB1 0.123\n", size);
  report("coloured lines",
         "\x1b[32mINFO\x1b[0m trainer \x1b[1mstep\x1b[0m=12345 loss=\x1b[33m0.123456\x1b[0m in 12 s\n", size);
  report("a bar that rewrites itself",
         "\r 50%|#############             | 500/1000 [00:12<00:12, 41.66it/s, loss=0.1234]", size / 2);
  report("a bar in UTF-8 and colours",
         "\r\x1b[2K\x1b[34mtrain\x1b[0m \xE2\x94\x81\xE2\x94\x81\xE2\x94\x81\xE2\x94\x81\xE2\x94\x81\xE2\x95\xB8 "
         "\x1b[35m 50%\x1b[0m 0:00:12",
         size / 4);
  report("one line without an end", head, size / 4);
  report_hostile();
}
