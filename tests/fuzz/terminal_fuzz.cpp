// Any bytes, sizes, times and cuts: the terminal model neither crashes nor hangs, keeps no more rows than it has, gives
// clean text, and the same lines however the bytes are cut. Corpus: tests/recordings and tests/fuzz/terminal_corpus.
//
// An input's first four bytes choose rows, columns, options and the chunk's size. In the rest, 0xFE and two more bytes
// change the size and 0xFF lets time pass; neither byte occurs in UTF-8.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/utf8.hpp"
#include "lib/terminal/terminal.hpp"

using namespace logwrap;

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "terminal_fuzz: %s\n", what);
  std::abort();
}

class Check final : public LineSink {
 public:
  void line(const Line& line) override {
    const bool controls = std::any_of(line.text.begin(), line.text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
    });
    require(!controls, "a line holds control characters");
    require(valid_utf8(line.text) == line.text, "a line is not UTF-8");
    require(line.text.size() <= Terminal::kMaxPieceBytes, "a piece is too long");
    all_ += line.text;
    all_ += line.continued ? '+' : line.rewrite ? '~' : '\n';
  }
  [[nodiscard]] const std::string& all() const { return all_; }

 private:
  std::string all_;
};

struct Input {
  Terminal::Options options;
  std::size_t chunk = 1;
  std::string_view script;
};

Input read_input(std::string_view bytes) {
  const auto byte = [&bytes](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0; };
  Input input;
  input.options.size = {byte(0) % 50, byte(1) % 132};
  input.options.line_feed = (byte(2) & 1) != 0 ? Terminal::LineFeed::Only : Terminal::LineFeed::CarriageReturnLineFeed;
  input.options.text = (byte(2) & 2) != 0 ? Terminal::Text::AsSeen : Terminal::Text::AsRecorded;
  input.chunk = static_cast<std::size_t>(byte(3)) + 1;
  input.script = bytes.substr(std::min<std::size_t>(4, bytes.size()));
  return input;
}

void feed(Terminal& terminal, std::string_view bytes, std::size_t chunk, Time now) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) terminal.feed(bytes.substr(0, chunk), now);
}

std::string play(const Input& input, std::size_t chunk) {
  Check check;
  Terminal terminal(input.options, check);
  Time now{};
  std::string_view rest = input.script;
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find_first_of("\xFE\xFF"), rest.size());
    feed(terminal, rest.substr(0, size), chunk, now);
    rest.remove_prefix(size);
    require(terminal.pending_lines() <= 132, "more lines wait than there are rows");
    if (rest.empty()) break;
    if (rest.front() == '\xFF') {
      now += std::chrono::milliseconds(400);
      terminal.commit_due(now);
      rest.remove_prefix(1);
    } else {
      const auto byte = [&rest](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0; };
      terminal.resize({byte(1) % 50, byte(2) % 132}, now);
      rest.remove_prefix(std::min<std::size_t>(3, rest.size()));
    }
  }
  terminal.finish(now);
  require(terminal.pending_lines() == 0, "lines are left after the end");
  return check.all();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Input input = read_input({reinterpret_cast<const char*>(bytes), size});
  require(play(input, input.chunk) == play(input, size + 1), "another cut gives other lines");
  return 0;
}
