// What the terminal's tests share: a sink that remembers, and short ways to the lines of some bytes.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "lib/terminal/terminal.hpp"

namespace logwrap::terminal_test {

struct Kept {
  std::string text;
  Time time;
  bool rewrite = false;
  bool continued = false;
  Epoch first_epoch = 1;
  Epoch last_epoch = 1;
  bool torn = false;
  bool cut = false;
  bool operator==(const Kept&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Kept& kept) {
  return out << '"' << kept.text << '"' << (kept.rewrite ? " rewrite" : "") << (kept.continued ? " continued" : "")
             << (kept.torn ? " torn" : "") << (kept.cut ? " cut" : "");
}

class Lines final : public LineSink {
 public:
  void line(const Line& line) override {
    kept.push_back({std::string(line.text), line.time, line.rewrite, line.continued, line.first_epoch, line.last_epoch,
                    line.torn, line.cut});
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const Kept& one : kept) texts.push_back(one.text);
    return texts;
  }
  [[nodiscard]] std::size_t rewrites() const {
    std::size_t count = 0;
    for (const Kept& one : kept) count += one.rewrite ? 1 : 0;
    return count;
  }
  std::vector<Kept> kept;
};

using Texts = std::vector<std::string>;

inline Time at(double seconds) {
  return Time{} + std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

inline Terminal::Options options(Size size = {24, 80},
                                 Terminal::LineFeed feed = Terminal::LineFeed::CarriageReturnLineFeed,
                                 Terminal::Text text = Terminal::Text::AsRecorded) {
  return {size, feed, text};
}

/// The lines of `bytes`, fed `chunk` at a time, all at one time.
inline std::vector<Kept> kept_lines(std::string_view bytes, const Terminal::Options& how = options(),
                                    std::size_t chunk = 65536) {
  Lines lines;
  Terminal terminal(how, lines);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size())))
    terminal.feed(bytes.substr(0, chunk), at(1));
  terminal.finish(at(1));
  return lines.kept;
}

inline Texts recorded(std::string_view bytes, Size size = {24, 80}) {
  Lines lines;
  Terminal terminal(options(size), lines);
  terminal.feed(bytes, at(1));
  terminal.finish(at(1));
  return lines.texts();
}

inline Texts seen(std::string_view bytes, Size size = {24, 80}) {
  Lines lines;
  Terminal terminal(options(size, Terminal::LineFeed::CarriageReturnLineFeed, Terminal::Text::AsSeen), lines);
  terminal.feed(bytes, at(1));
  terminal.finish(at(1));
  return lines.texts();
}

}  // namespace logwrap::terminal_test
