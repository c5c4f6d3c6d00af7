#include "lib/terminal/row.hpp"

#include <algorithm>

#include "lib/base/utf8.hpp"

namespace logwrap::terminal {

void Row::reset() {
  erase_all();
  changed = passed = Time{};
  line_hash = 0;
  line_epoch = 0;
  tag = 0;
  live = pending = emitted = examined = torn = cut = false;
}

bool Row::erase_all() {
  const bool changes = !untouched();
  printed_.clear();
  cells_.clear();
  clusters_.clear();
  end_ = marks_ = 0;
  once_ = laid_out_ = true;
  continues = ended = false;
  first_epoch = last_epoch = 0;
  return changes;
}

void Row::rewritten() {
  once_ = false;
  printed_.clear();
}

void Row::put(int column, char32_t glyph, int width) {
  lay_out();
  if (once_ && column >= end_) {
    printed_.append(at(column - end_), ' ');  // the cursor was moved over cells that nothing was written in
    append_utf8(printed_, glyph);
    end_ = column + width;
  } else if (once_) {
    rewritten();
  }
  marks_ = 0;
  place(column, glyph, width);
}

void Row::place(int column, char32_t glyph, int width) {
  if (cells_.size() < at(column + width)) {
    cells_.resize(at(column + width), 0);
  }
  split_wide(column);
  split_wide(column + width);
  cells_[at(column)] = glyph;
  if (width == 2) cells_[at(column + 1)] = kRightHalf;
}

// Makes `column` the boundary of a character: a wide one that lies across it is cut to two blanks.
void Row::split_wide(int column) {
  if (column <= 0 || at(column) >= cells_.size() || cells_[at(column)] != kRightHalf) return;
  cells_[at(column - 1)] = cells_[at(column)] = U' ';
}

bool Row::mark(int column, char32_t mark) {
  lay_out();
  if (marks_ == kMaxMarks) return false;
  ++marks_;
  if (once_) append_utf8(printed_, mark);
  if (column >= 0) store_mark(column, mark);
  return once_ || column >= 0;
}

void Row::store_mark(int column, char32_t mark) {
  if (at(column) >= cells_.size()) return;
  if (clusters_.size() > 2 * cells_.size() + 16) compact_clusters();
  Cell& cell = cells_[at(column)];
  if (cell == kRightHalf || cell == 0) return;
  if ((cell & kCluster) == 0) {
    clusters_.push_back(std::u32string(1, static_cast<char32_t>(cell)));
    cell = kCluster | static_cast<Cell>(clusters_.size() - 1);
  }
  clusters_[cell & ~kCluster] += mark;
}

// Characters with marks that were overwritten leave their text behind: only what cells refer to is kept.
void Row::compact_clusters() {
  std::vector<std::u32string> kept;
  for (Cell& cell : cells_) {
    if (cell == kRightHalf || (cell & kCluster) == 0) continue;
    kept.push_back(std::move(clusters_[cell & ~kCluster]));
    cell = kCluster | static_cast<Cell>(kept.size() - 1);
  }
  clusters_ = std::move(kept);
}

bool Row::tab(int from, int to) {
  lay_out();
  if (!once_ || from < end_ - (from == to ? 1 : 0)) return false;
  if (from == to) {  // at the right margin: it shows nothing, but was printed
    if (marks_ == kMaxMarks) return false;
    ++marks_;
    printed_ += '\t';
    return true;
  }
  printed_.append(at(from - end_), ' ');
  printed_ += '\t';
  end_ = to;
  return true;
}

bool Row::erase(int from, int to) {
  lay_out();
  if (from == 0 && at(to) >= cells_.size() && to >= end_) return erase_all();
  const bool printed_there = once_ && from < end_;
  if (printed_there) rewritten();
  const std::size_t end = std::min(at(to), cells_.size());
  if (at(from) >= end) return printed_there;
  split_wide(from);
  split_wide(to);
  if (end == cells_.size()) {
    cells_.resize(at(from));
  } else {
    std::fill(cells_.begin() + from, cells_.begin() + static_cast<std::ptrdiff_t>(end), 0);
  }
  return true;
}

bool Row::shift(int from, int end, int left) {
  lay_out();
  if (at(from) >= cells_.size()) return false;
  if (once_) rewritten();
  cells_.resize(std::max(cells_.size(), at(end)), 0);
  split_wide(from);
  split_wide(end);
  const int count = std::min(std::abs(left), end - from);
  const auto first = cells_.begin() + from;
  const auto last = cells_.begin() + end;
  if (left > 0) {
    split_wide(from + count);
    std::fill(std::copy(first + count, last, first), last, 0);
  } else {
    split_wide(end - count);
    std::fill(first, std::copy_backward(first, last - count, last), 0);
  }
  while (!cells_.empty() && cells_.back() == 0) cells_.pop_back();
  return true;
}

}  // namespace logwrap::terminal
