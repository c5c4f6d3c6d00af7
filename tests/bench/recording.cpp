// How fast the recorder's stages are, one after the other and all of them together, on recordings of real output:
// megabytes of CPU time a second. The stages take turns, run after run; figures are medians with the least and the
// greatest. No process, no disk. A file that is short is taken several times, to 8 MB.
// Usage: bench_recording FILE... Not a test: figures depend on the machine, and nothing fails by them.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "lib/interpret/interpreter.hpp"
#include "lib/journal/record_buffer.hpp"
#include "lib/recorder/redaction.hpp"
#include "lib/terminal/terminal.hpp"
#include "tests/bench/figures.hpp"

using namespace logwrap;

namespace {

enum class Stages { Terminal, Redacted, Interpreted, Written, Everything };

class Recorder final : public LineSink, private RecordSink {
 public:
  explicit Recorder(Stages stages) : stages_(stages), redaction_({}, {}), interpreter_(options(stages), *this) {}
  void line(const Line& line) override {
    if (stages_ == Stages::Terminal) return;
    const Line masked = redaction_.take(Stream::Stdout, line);
    if (stages_ != Stages::Redacted) interpreter_.line(Stream::Stdout, masked);
  }
  void finish() { interpreter_.finish(); }
  /// What the terminal looks for, as it does for the recorder.
  [[nodiscard]] std::shared_ptr<const LiteralFinder> watched() const {
    if (stages_ == Stages::Terminal) return nullptr;
    auto words = std::make_shared<LiteralFinder>();
    redaction_.watch(*words);
    interpreter_.watch(*words);
    return words;
  }

 private:
  /// What a user may ask for on top: numbers out of text, blocks of the user's own.
  static Interpreter::Options options(Stages stages) {
    Interpreter::Options options;
    if (stages == Stages::Everything) {
      options.patterns =
          "Train Epoch: <epoch> [<n>/<total> (<percent>%)]<_>loss=<loss>\n{metricName: loss, metricValue: <loss>}";
      options.multiline = "^Stack of => ^#[0-9]";
    }
    return options;
  }
  void record(Record& record) override {
    if (stages_ < Stages::Written) return;
    buffer_.add(record);
    if (buffer_.size() > 65536) buffer_.clear();
  }
  void left_out(LeftOut) override {}

  Stages stages_;
  Redaction redaction_;
  Interpreter interpreter_;
  RecordBuffer buffer_;
};

double megabytes_a_second(std::string_view bytes, Stages stages) {
  constexpr std::size_t kChunk = 65536;
  Recorder recorder(stages);
  Terminal terminal({{40, 120},
                     Terminal::LineFeed::CarriageReturnLineFeed,
                     Terminal::Text::AsRecorded,
                     std::string(kCommandMarker),
                     recorder.watched()},
                    recorder);
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < bytes.size(); i += kChunk) terminal.feed(bytes.substr(i, kChunk), Time{});
  terminal.finish(Time{});
  recorder.finish();
  return static_cast<double>(bytes.size()) / 1e6 / (cpu_seconds() - start);
}

constexpr std::size_t kLeast = 8'000'000;
constexpr int kRuns = 7;

void report(const std::filesystem::path& file, std::string_view bytes) {
  constexpr std::array kStages{Stages::Terminal, Stages::Redacted, Stages::Interpreted, Stages::Written,
                               Stages::Everything};
  std::array<std::vector<double>, kStages.size()> speeds;
  for (int run = 0; run < kRuns; ++run)
    for (std::size_t i = 0; i < kStages.size(); ++i) speeds[i].push_back(megabytes_a_second(bytes, kStages[i]));
  std::printf("| %s |", file.stem().c_str());
  for (const std::vector<double>& speed : speeds) std::printf(" %s |", spread(speed, 0).c_str());
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  std::printf(
      "| MB of CPU time a second | terminal | and secrets masked | and levels, metadata, joined lines "
      "| and the journal's text | and patterns and blocks of one's own |\n| --- | --- | --- | --- | --- | --- |\n");
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream read;
    read << file.rdbuf();
    std::string bytes;
    while (!read.str().empty() && bytes.size() < kLeast) bytes += read.str();
    if (bytes.empty()) {
      std::fprintf(stderr, "bench_recording: %s is empty or cannot be read\n", argv[i]);
      return 1;
    }
    report(argv[i], bytes);
  }
}
