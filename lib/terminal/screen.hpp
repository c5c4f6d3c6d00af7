// Screen: the rows of the main screen, kept from what the emulator reports, and where the cursor has been. The
// alternate screen is not kept: nothing on it is ever recorded.
#pragma once

#include <span>
#include <string_view>

#include "lib/terminal/emulator.hpp"
#include "lib/terminal/line_committer.hpp"
#include "lib/terminal/rows.hpp"

namespace logwrap::terminal {

class Screen final : public EmulatorEvents {
 public:
  /// `size` within the bounds of Size, at least 2 rows. `sink` outlives the screen.
  Screen(Size size, LineSink& sink, LineCommitter::Options options)
      : size_(size), rows_(size.rows), committer_(rows_, sink, std::move(options)) {}
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// The time of all that follows.
  void set_time(Time now) { now_ = now; }
  void begin_epoch(Epoch epoch) { epoch_ = epoch; }
  [[nodiscard]] Epoch epoch() const { return epoch_; }
  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] bool on_alternate() const { return alternate_; }
  [[nodiscard]] LineCommitter& committer() { return committer_; }
  [[nodiscard]] const LineCommitter& committer() const { return committer_; }
  /// The main screen's row of the cursor, which is at `cursor` now.
  [[nodiscard]] int main_cursor_row(Position cursor) const { return alternate_ ? main_row_ : cursor.row; }

  // What the sanitised bytes say that the emulator does not report.
  void cursor_shown(bool visible);
  void mark(char32_t mark);
  void tabbed(Position from, Position to);
  /// A line feed is printed while the cursor is on `row`. Answers as LineCommitter::look_for_marker.
  LineTag line_fed(int row);
  /// The cursor was sent somewhere, even if it is there already: the next character is no soft wrap.
  void break_wrap();
  /// Rows [first, end) come to stand above the cursor now, and have to be still from now on to be final.
  void leave(int first, int end);
  /// Delete Line at the top is no scrolling: the rows it removes are not seen in a scrollback.
  enum class Scrolling { Scrolls, Deletes };
  void set_scrolling(Scrolling scrolling) { scrolling_ = scrolling; }

  // For plain text: what the emulator would have done, at once.
  /// The bottom row was never written on.
  [[nodiscard]] bool bottom_untouched() const;
  /// Characters were written on `row`, since it was last blank as a whole.
  [[nodiscard]] bool row_begun(int row) const { return rows_[row].begun(); }
  enum class RowEnd { LineFeed, SoftWrap };
  /// `text` is printed on the bottom row, which then scrolls up. Call end_of_plain_text() after the last.
  void print_on_bottom(std::string_view text, RowEnd end);
  /// The same for whole lines. Those that would scroll off before the last is printed are handed out
  /// at once: nothing could have changed them.
  void print_lines(std::span<const WholeLine> lines);
  void end_of_plain_text() { break_wrap(); }

  /// Columns that the character before the cursor fills beyond the last column, or where the cursor stands otherwise:
  /// it may be == columns, where the next character wraps.
  [[nodiscard]] int next_column(Position cursor) const;
  /// What follows on `row` is missing, unless its line was ended.
  void cut_off(int row) { rows_[row].cut = !rows_[row].ended; }
  /// What is printed next on `row` is the rest of a line.
  void tear(int row) { rows_[row].torn = true; }
  /// Gives the rows their new count. Returns by how many rows the text moved up.
  int resize(Size size, int cursor_row);

  void put_glyph(Position at, char32_t glyph, int width) override;
  void cursor_moved(Position from, Position to) override;
  void scrolled(const Rectangle& area, int up, int left) override;
  void erased(const Rectangle& area) override;
  void alternate_screen(bool on) override;
  /// The emulator's cursor when the alternate screen is entered: it has no event of its own.
  void set_cursor_row(int row) { cursor_row_ = row; }

 private:
  void touch(Row& row);
  void scroll_all();
  [[nodiscard]] std::size_t rows_of(std::string_view line) const;
  void print_line(std::string_view line);
  void scroll_up(int first, int end, int count);
  void scroll_down(int first, int end, int count);
  void stop_continuing(int row);
  void erase(int row, int from, int to);
  void cut_off_above(int row);
  [[nodiscard]] bool is_behind_the_last_column(const Rectangle& area) const;
  void follow_last(int first, int end, int up);

  Size size_;
  Rows rows_;
  LineCommitter committer_;
  Time now_{};
  Epoch epoch_ = 1;
  Scrolling scrolling_ = Scrolling::Scrolls;
  // The last character put, while nothing has moved the cursor since.
  Position last_{};
  int last_width_ = 0;
  bool wrap_possible_ = false;
  bool mark_possible_ = false;
  bool bottom_continues_ = false;  // print_on_bottom: the text began on the row above
  bool visible_ = true;
  bool alternate_ = false;
  int cursor_row_ = 0;
  int main_row_ = 0;  // the cursor's, when the alternate screen was entered
};

}  // namespace logwrap::terminal
