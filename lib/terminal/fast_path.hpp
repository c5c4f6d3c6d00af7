// FastPath: whole lines of plain text, straight from the read buffer to the rows. Where the cursor waits in an
// untouched bottom row and no mode is set, such a line changes nothing in the emulator, so the emulator need not see
// it. What comes out is exactly what the long way gives (tests/unit/terminal/test_fast_path.cpp compares them).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/terminal/screen.hpp"

namespace logwrap::terminal {

class FastPath {
 public:
  /// `screen` outlives this. `watched` as Terminal::Options has it.
  FastPath(Screen& screen, Terminal::LineFeed line_feed, std::shared_ptr<const LiteralFinder> watched);

  /// Takes whole lines from the start of `bytes` for as long as they are plain: printable text, tabs that stop before
  /// the right margin, colours. Returns the bytes taken. Call only where the emulator's cursor is at the start of an
  /// untouched bottom row of the main screen, all modes are default, and nothing is unfinished in the sanitizer.
  std::size_t take_lines(std::string_view bytes);
  /// The last character of the lines taken, for REP; 0 if there was none.
  [[nodiscard]] char32_t last_character() const { return last_character_; }

 private:
  std::size_t line_end(std::string_view bytes, std::size_t text_size) const;
  [[nodiscard]] std::string_view marker() const { return screen_.committer().marker(); }
  [[nodiscard]] bool is_marked(std::string_view text) const;
  std::size_t take_ascii_lines(std::string_view bytes);
  void look_for_watched(std::string_view bytes);
  std::size_t take_rich_line(std::string_view bytes);
  bool lay_out(std::string_view line);
  /// Printable ASCII, of which there is some.
  void take_ascii(std::string_view text);
  /// Anything else that is plain.
  bool take_character(std::string_view& rest);
  void wrap_at(int width);
  void print_rich();

  Screen& screen_;
  const Terminal::LineFeed line_feed_;
  const std::shared_ptr<const LiteralFinder> watched_;
  char32_t last_character_ = 0;
  std::vector<WholeLine> lines_;  // taken at once: at most kMaxLines
  // The line at hand, where it is not ASCII alone: its text without colours, and where its rows end. A line longer than
  // kMaxRichLine goes the long way.
  std::string text_;
  std::vector<std::size_t> row_ends_;
  int column_ = 0;
  int marks_ = 0;
  char32_t rich_last_ = 0;
};

}  // namespace logwrap::terminal
