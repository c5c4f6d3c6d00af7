// How fast the terminal model is, on text made here: megabytes a second, the best and the median of several runs.
// Usage: bench_terminal [MEGABYTES]. Not a test: figures depend on the machine, and nothing fails by them.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "lib/terminal/terminal.hpp"

using namespace logwrap;

namespace {

class Count final : public LineSink {
 public:
  void line(const Line& line) override { bytes += line.text.size(); }
  std::size_t bytes = 0;
};

std::string repeated(const std::string& unit, std::size_t size) {
  std::string out;
  out.reserve(size + unit.size());
  while (out.size() < size) out += unit;
  return out;
}

double megabytes_a_second(const std::string& text, std::size_t chunk) {
  Count count;
  Terminal terminal({{40, 120}, Terminal::LineFeed::CarriageReturnLineFeed, Terminal::Text::AsRecorded}, count);
  terminal.feed(std::string(40, '\n'), Time{});
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < text.size(); i += chunk) terminal.feed(std::string_view(text).substr(i, chunk), Time{});
  terminal.finish(Time{});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(text.size()) / 1e6 / took.count();
}

void report(const char* name, const std::string& text, std::size_t chunk) {
  constexpr int kRuns = 7;
  std::vector<double> speeds;
  for (int run = 0; run < kRuns; ++run) speeds.push_back(megabytes_a_second(text, chunk));
  std::sort(speeds.begin(), speeds.end());
  std::printf("%-44s %6zu  best %7.0f MB/s  median %7.0f MB/s\n", name, chunk, speeds.back(), speeds[kRuns / 2]);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t size = 1'000'000 * static_cast<std::size_t>(argc > 1 ? std::max(1, std::atoi(argv[1])) : 32);
  const std::string plain =
      "2026-11-22 01:02:03 INFO trainer step=12345 loss=0.123456 lr=3.0e-04 tokens/s=123456 grad=0.9876\n";
  const std::string utf8 =
      "Epoch 3 \xE2\x94\x81\xE2\x94\x81\xE2\x94\x81\xE2\x94\x81 gr\xC3\xB6\xC3\x9F"
      "e loss 0.123 \xE2\x9C\x93 done in 12 s\n";
  const std::string colours =
      "\x1b[32mINFO\x1b[0m trainer \x1b[1mstep\x1b[0m=12345 loss=\x1b[33m0.123456\x1b[0m in 12 s\n";
  const std::string bar = "\r 50%|#############             | 500/1000 [00:12<00:12, 41.66it/s, loss=0.1234]";
  for (const std::size_t chunk : {std::size_t{4096}, std::size_t{65536}}) {
    report("plain lines (fast path)", repeated(plain, size), chunk);
    report("lines with UTF-8 (fast path)", repeated(utf8, size / 4), chunk);
    report("coloured lines (fast path)", repeated(colours, size / 4), chunk);
    report("plain lines that keep libvterm busy", "\x1bH" + repeated(plain, size / 8), chunk);
    report("progress bar, rewritten (libvterm)", repeated(bar, size / 8), chunk);
    report("one line without an end (libvterm)", repeated(plain.substr(0, plain.size() - 1), size / 8), chunk);
  }
}
