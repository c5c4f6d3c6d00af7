#include "apps/logwrap/render.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "lib/base/printer.hpp"
#include "lib/base/syscall.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

namespace {

// Lines on their way to the descriptor. Bound: kFlushBytes and one piece of a line; then they are written.
class LineWriter final : public LineSink {
 public:
  explicit LineWriter(int output) : output_(output) {}

  void line(const Line& line) override {
    buffer_ += line.text;
    if (!line.continued) buffer_ += '\n';
    if (buffer_.size() >= kFlushBytes) flush();
  }
  // After the first failure nothing more is written; the failure is kept.
  void flush() {
    if (result_) {
      if (const auto written = write_all(output_, buffer_); !written) {
        result_ = Error{written.error().code, "cannot write the rendered lines"};
      }
    }
    buffer_.clear();
  }
  [[nodiscard]] const Result<void>& result() const { return result_; }

 private:
  static constexpr std::size_t kFlushBytes = 64 * 1024;

  const int output_;
  std::string buffer_;
  Result<void> result_;
};

struct Input {
  UniqueFd file;  // invalid: standard input
  std::string name;
  [[nodiscard]] int fd() const { return file ? file.get() : STDIN_FILENO; }
};

Result<Input> open_input(const std::string& path) {
  if (path.empty() || path == "-") return Input{UniqueFd(), "standard input"};
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return errno_error("cannot open the recording " + quoted_word(path));
  return Input{std::move(file), "the recording " + quoted_word(path)};
}

// Fills `buffer` as far as the input goes, so that chunks have their size also on a pipe.
Transfer read_chunk(int fd, std::vector<char>& buffer) {
  std::size_t size = 0;
  while (size < buffer.size()) {
    const Transfer got = read_some(fd, buffer.data() + size, buffer.size() - size);
    if (got.state == Transfer::State::Done) {
      size += got.bytes;
      continue;
    }
    if (size > 0 && got.state == Transfer::State::End) break;
    return {got.state, size, got.error};
  }
  return {Transfer::State::Done, size, 0};
}

bool parse_number(std::string_view text, int low, int high, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= low && number <= high;
}

}  // namespace

Result<Size> parse_size(const std::string& text) {
  Size size;
  const std::size_t cross = std::min(text.find('x'), text.size());
  const std::string_view whole = text;
  if (cross < text.size() && parse_number(whole.substr(0, cross), 1, 1000, size.rows) &&
      parse_number(whole.substr(cross + 1), 2, 1000, size.columns)) {
    return size;
  }
  return Error{{},
               quoted_word(text) + " is no size: give ROWSxCOLUMNS, such as 24x80 (1 to 1000 rows, 2 to 1000 columns)"};
}

Result<void> render(const RenderOptions& options, int output) {
  auto input = open_input(options.file);
  if (!input) return input.error();
  LineWriter writer(output);
  Terminal terminal({options.size, Terminal::LineFeed::Only, options.text}, writer);
  std::vector<char> buffer(std::clamp<std::size_t>(options.chunk, 1, kMaxRenderChunk));
  Transfer got{Transfer::State::Done, 0, 0};
  while (got.state == Transfer::State::Done && writer.result()) {
    got = read_chunk(input->fd(), buffer);
    terminal.feed({buffer.data(), got.bytes}, Time{});
  }
  terminal.finish(Time{});
  writer.flush();
  if (got.state == Transfer::State::Failed) return errno_error("cannot read " + input->name, got.error);
  if (got.state == Transfer::State::WouldBlock) return errno_error("cannot read " + input->name, EAGAIN);
  return writer.result();
}

}  // namespace logwrap
