#include "lib/terminal/screen.hpp"

#include <algorithm>
#include <utility>

namespace logwrap::terminal {

namespace {

// To the end of a row, however long it was when the terminal was wider.
constexpr int kRowEnd = 1 << 20;

}  // namespace

void Screen::touch(Row& row) {
  row.changed = now_;
  row.pending = true;
  row.examined = false;
  row.tag = 0;
  if (row.first_epoch == 0) row.first_epoch = epoch_;
  row.last_epoch = epoch_;
  if (!visible_) row.live = true;
}

void Screen::put_glyph(Position at, char32_t glyph, int width) {
  if (alternate_) return;
  Row& row = rows_[at.row];
  // A soft wrap: the text came to column 0 by itself.
  if (at.column == 0) {
    const bool continues = wrap_possible_ && last_.row == at.row - 1;
    if (!continues) stop_continuing(at.row);
    row.continues = continues;
    row.cut = false;
  }
  if (row.continues && at.row > 0) leave(at.row - 1, at.row);
  row.put(at.column, glyph, width);
  touch(row);
  last_ = at;
  last_width_ = width;
  wrap_possible_ = mark_possible_ = true;
}

void Screen::mark(char32_t mark) {
  if (alternate_) return;
  const int row = mark_possible_ ? last_.row : cursor_row_;
  if (row >= 0 && rows_[row].mark(mark_possible_ ? last_.column : -1, mark)) touch(rows_[row]);
}

void Screen::tabbed(Position from, Position to) {
  mark_possible_ = false;
  if (alternate_) return;
  if (to.column != from.column) {
    last_ = to;
    last_width_ = 0;
    wrap_possible_ = true;
  }
  if (rows_[from.row].tab(from.column, to.column)) touch(rows_[from.row]);
}

LineTag Screen::line_fed(int row) {
  if (alternate_) return 0;
  leave(row, row + 1);
  if (!rows_[row].ended) {
    rows_[row].ended = true;
    if (rows_[row].untouched()) touch(rows_[row]);
  }
  return committer_.look_for_marker(row, epoch_, now_);
}

void Screen::leave(int first, int end) {
  if (alternate_) return;
  for (int row = first; row < std::min(end, rows_.count()); ++row) rows_[row].passed = now_;
}

void Screen::break_wrap() {
  wrap_possible_ = mark_possible_ = false;
}

void Screen::cursor_moved(Position from, Position to) {
  break_wrap();
  leave(from.row, to.row);
  if (alternate_ || to.row >= from.row) return;
  // Moved up over rows that hold something: they are probably being redrawn.
  const int last = std::min(from.row, rows_.count() - 1);
  for (int row = to.row; row <= last; ++row) {
    if (!rows_[row].untouched()) rows_[row].live = true;
  }
}

void Screen::scrolled(const Rectangle& area, int up, int left) {
  if (alternate_) return;
  const int end = std::min(area.end_row, rows_.count());
  if (left != 0) {
    if (is_behind_the_last_column(area)) return;
    for (int row = area.first_row; row < end; ++row) {
      if (rows_[row].shift(area.first_column, area.end_column, left)) touch(rows_[row]);
    }
    return;
  }
  const int count = std::min(std::abs(up), end - area.first_row);
  if (up > 0) scroll_up(area.first_row, end, count);
  if (up < 0) scroll_down(area.first_row, end, count);
  if (last_.row >= area.first_row && last_.row < end) follow_last(area.first_row, end, up > 0 ? count : -count);
}

// The last character moved with its row, perhaps out of the area: a soft wrap can still follow one row above it, a mark
// not.
void Screen::follow_last(int first, int end, int up) {
  last_.row -= up;
  if (last_.row < first) mark_possible_ = false;
  if (last_.row < first - 1 || last_.row >= end) break_wrap();
}

void Screen::scroll_up(int first, int end, int count) {
  const bool whole = first == 0 && end == rows_.count();
  stop_continuing(end);
  if (first == 0 && scrolling_ == Scrolling::Scrolls) {
    for (int row = 0; row < count; ++row) committer_.row_leaves(row);
    if (whole) {
      for (int i = 0; i < count; ++i) rows_.drop_first();
    } else {
      rows_.move_up(0, end, count);
    }
    committer_.settle();
  } else {
    rows_.move_up(first, end, count);
    stop_continuing(first);
  }
}

void Screen::scroll_down(int first, int end, int count) {
  rows_.move_down(first, end, count);
  stop_continuing(first + count);
  stop_continuing(end);
}

// The row above is another one now, or this one: of the line that went on here the rest is missing.
void Screen::stop_continuing(int row) {
  if (row >= rows_.count() || !std::exchange(rows_[row].continues, false)) return;
  cut_off_above(row);
}

void Screen::erase(int row, int from, int to) {
  const bool went_on = rows_[row].continues;
  if (rows_[row].erase(from, to)) touch(rows_[row]);
  if (went_on && !rows_[row].continues) cut_off_above(row);
}

void Screen::cut_off_above(int row) {
  if (row > 0) {
    rows_[row - 1].cut = true;
  } else {
    committer_.cut_open_line();
  }
}

void Screen::erased(const Rectangle& area) {
  if (alternate_) return;
  const int end = std::min(area.end_row, rows_.count());
  const bool to_end = area.end_column >= size_.columns;
  if (area.first_row == 0 && end == rows_.count() && area.first_column == 0 && to_end) {
    committer_.commit_all();
    for (int row = 0; row < end; ++row) rows_[row].reset();
    return;
  }
  const bool nothing = is_behind_the_last_column(area);
  for (int row = area.first_row; row < end; ++row) {
    if (!nothing) erase(row, area.first_column, to_end ? kRowEnd : area.end_column);
    if (to_end) stop_continuing(row + 1);
  }
}

// The cursor waits there to wrap once the row is full: for libvterm, as for xterm, it still stands on the last
// character, which a job that erases what follows its text did not mean (gcc and git do that after whatever they
// print).
bool Screen::is_behind_the_last_column(const Rectangle& area) const {
  return wrap_possible_ && last_.row == area.first_row && last_.column == area.first_column && area.first_column > 0 &&
         last_.column + last_width_ >= size_.columns;
}

void Screen::cursor_shown(bool visible) {
  if (visible && !visible_) {
    for (int row = 0; row < rows_.count(); ++row) rows_[row].live = false;
  }
  visible_ = visible;
}

void Screen::alternate_screen(bool on) {
  break_wrap();
  if (on && !alternate_) main_row_ = std::min(cursor_row_, rows_.count() - 1);
  const bool back = alternate_ && !on;
  alternate_ = on;
  if (back) leave(main_row_, rows_.count());  // the cursor stays where the alternate screen had it
}

bool Screen::bottom_untouched() const {
  const Row& bottom = rows_[rows_.count() - 1];
  return bottom.untouched() && !bottom.ended && !bottom.torn && !bottom.pending && !bottom.emitted;
}

void Screen::print_on_bottom(std::string_view text, RowEnd end) {
  Row& bottom = rows_[rows_.count() - 1];
  bottom.print(text);
  bottom.continues = bottom_continues_;
  bottom.ended = end == RowEnd::LineFeed;
  bottom_continues_ = end == RowEnd::SoftWrap;
  touch(bottom);
  scroll_all();
}

void Screen::print_lines(std::span<const WholeLine> lines) {
  const auto on_screen = static_cast<std::size_t>(rows_.count() - 1);
  std::size_t staying = 0;
  std::size_t gone = lines.size();
  while (gone > 0 && staying < on_screen) staying += rows_of(lines[--gone].text);
  if (gone > 0) {
    for (std::size_t row = 0; row < on_screen; ++row) scroll_all();
    for (const WholeLine& line : lines.first(gone)) committer_.hand_out(line, now_, epoch_);
  }
  for (const WholeLine& line : lines.subspan(gone)) print_line(line.text);
}

std::size_t Screen::rows_of(std::string_view line) const {
  const auto columns = static_cast<std::size_t>(size_.columns);
  return line.size() <= columns ? 1 : (line.size() + columns - 1) / columns;
}

void Screen::print_line(std::string_view line) {
  const auto columns = static_cast<std::size_t>(size_.columns);
  for (; line.size() > columns; line.remove_prefix(columns)) print_on_bottom(line.substr(0, columns), RowEnd::SoftWrap);
  print_on_bottom(line, RowEnd::LineFeed);
}

void Screen::scroll_all() {
  committer_.row_leaves(0);
  rows_.drop_first();
  committer_.settle();
}

int Screen::next_column(Position cursor) const {
  const bool after_last = wrap_possible_ && !alternate_ && last_.row == cursor.row;
  return after_last ? std::max(cursor.column, last_.column + last_width_) : cursor.column;
}

int Screen::resize(Size size, int cursor_row) {
  int last_used = cursor_row;
  for (int row = cursor_row; row < rows_.count(); ++row) {
    if (!rows_[row].untouched()) last_used = row;
  }
  // Text moves up for want of room, as far as the cursor may; what lies below that leaves the screen, as on any
  // terminal, and can change no more.
  const int up = std::clamp(last_used + 1 - size.rows, 0, cursor_row);
  for (int i = 0; i < up; ++i) scroll_all();
  if (last_used - up >= size.rows) committer_.commit_all();
  rows_.resize(size.rows);
  size_ = size;
  last_.row -= up;
  if (last_.row < 0 || last_.row >= size.rows) break_wrap();
  main_row_ = std::clamp(main_row_ - up, 0, size.rows - 1);
  return up;
}

}  // namespace logwrap::terminal
