// How fast the recorder's stages are, one after the other and all of them together, on a recording of real output:
// megabytes of CPU time a second, the median of several runs with the least and the most. No process, no disk.
// Usage: bench_recording FILE... Not a test: figures depend on the machine, and nothing fails by them.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lib/interpret/interpreter.hpp"
#include "lib/journal/record_buffer.hpp"
#include "lib/recorder/redaction.hpp"
#include "lib/terminal/terminal.hpp"

using namespace logwrap;

namespace {

enum class Stages { Terminal, Redacted, Interpreted, Written };

class Recorder final : public LineSink, private RecordSink {
 public:
  explicit Recorder(Stages stages) : stages_(stages), redaction_({}, {}), interpreter_({}, *this) {}
  void line(const Line& line) override {
    if (stages_ == Stages::Terminal) return;
    const Line masked = redaction_.take(Stream::Stdout, line);
    if (stages_ != Stages::Redacted) interpreter_.line(Stream::Stdout, masked);
  }
  void finish() { interpreter_.finish(); }

 private:
  void record(Record& record) override {
    if (stages_ != Stages::Written) return;
    buffer_.add(record);
    if (buffer_.size() > 65536) buffer_.clear();
  }
  void left_out(LeftOut) override {}

  Stages stages_;
  Redaction redaction_;
  Interpreter interpreter_;
  RecordBuffer buffer_;
};

double cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double megabytes_a_second(std::string_view bytes, Stages stages) {
  constexpr std::size_t kChunk = 65536;
  Recorder recorder(stages);
  Terminal terminal({{40, 120}, Terminal::LineFeed::CarriageReturnLineFeed}, recorder);
  const double start = cpu_seconds();
  for (std::size_t i = 0; i < bytes.size(); i += kChunk) terminal.feed(bytes.substr(i, kChunk), Time{});
  terminal.finish(Time{});
  recorder.finish();
  return static_cast<double>(bytes.size()) / 1e6 / (cpu_seconds() - start);
}

void report(const char* file, std::string_view bytes, const char* name, Stages stages) {
  std::vector<double> speeds;
  for (int run = 0; run < 7; ++run) speeds.push_back(megabytes_a_second(bytes, stages));
  std::sort(speeds.begin(), speeds.end());
  std::printf("%-40s %-34s %5.0f MB/s (%.0f to %.0f)\n", file, name, speeds[3], speeds.front(), speeds.back());
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    std::ostringstream read;
    read << file.rdbuf();
    std::string bytes;
    while (!read.str().empty() && bytes.size() < 8'000'000) bytes += read.str();
    report(argv[i], bytes, "terminal", Stages::Terminal);
    report(argv[i], bytes, "and secrets masked", Stages::Redacted);
    report(argv[i], bytes, "and levels, metadata, joined lines", Stages::Interpreted);
    report(argv[i], bytes, "and the journal's text", Stages::Written);
  }
}
