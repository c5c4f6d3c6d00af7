// Rows: the rows of the main screen, from top to bottom, as a ring so that scrolling all of them costs nothing.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "lib/terminal/row.hpp"

namespace logwrap::terminal {

class Rows {
 public:
  explicit Rows(int count) : rows_(static_cast<std::size_t>(count)) {}

  [[nodiscard]] int count() const { return static_cast<int>(rows_.size()); }
  Row& operator[](int row) { return rows_[index(row)]; }
  const Row& operator[](int row) const { return rows_[index(row)]; }

  /// The first row becomes a new one at the bottom.
  void drop_first() {
    rows_[head_].reset();
    if (++head_ == rows_.size()) head_ = 0;
  }
  /// Within [first, end): the first `count` rows become new ones at the end.
  void move_up(int first, int end, int count) {
    for (int row = first; row < end; ++row) {
      if (row + count < end) {
        std::swap((*this)[row], (*this)[row + count]);
      } else {
        (*this)[row].reset();
      }
    }
  }
  /// Within [first, end): the last `count` rows become new ones at the start.
  void move_down(int first, int end, int count) {
    for (int row = end - 1; row >= first; --row) {
      if (row - count >= first) {
        std::swap((*this)[row], (*this)[row - count]);
      } else {
        (*this)[row].reset();
      }
    }
  }
  /// New rows are added, or old ones dropped, at the bottom.
  void resize(int count) {
    std::rotate(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(head_), rows_.end());
    head_ = 0;
    rows_.resize(static_cast<std::size_t>(count));
  }

 private:
  [[nodiscard]] std::size_t index(int row) const {
    const std::size_t at = head_ + static_cast<std::size_t>(row);
    return at < rows_.size() ? at : at - rows_.size();
  }

  std::vector<Row> rows_;
  std::size_t head_ = 0;
};

}  // namespace logwrap::terminal
