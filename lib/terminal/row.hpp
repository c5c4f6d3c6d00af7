// Row: one row of the screen, both as it stands and, while it was only ever written from left to right, as it was
// printed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/terminal/epoch.hpp"

namespace logwrap::terminal {

class Row {
 public:
  /// Marks (and tabs that do not move the cursor) kept between two characters; more are dropped. Bounds a row's text.
  static constexpr int kMaxMarks = 16;

  // What the screen and the committer know of the row.
  Time changed{};             ///< when its text last changed
  Time passed{};              ///< when the cursor last went below it
  std::size_t line_hash = 0;  ///< of the line that was handed out and began here
  Epoch line_epoch = 0;       ///< the first of that line
  bool continues = false;     ///< soft wrap: its text goes on from the row above
  bool ended = false;         ///< a line feed was printed on it: a blank one is a blank line
  bool live = false;          ///< part of something that is being redrawn
  bool pending = false;       ///< changed since it was handed out
  bool emitted = false;       ///< was handed out
  bool torn = false;          ///< what came before its text is missing
  bool cut = false;           ///< what comes behind its text is missing
  bool examined = false;      ///< was looked at for the marker since it was last changed
  std::uint32_t tag = 0;      ///< what the sink answered, where its line was marked and not changed since
  Epoch first_epoch = 0;      ///< in which it was first written since it was blank; 0: it has not been
  Epoch last_epoch = 0;       ///< in which it was last changed

  /// Back to a row that nothing was ever written on, keeping its memory.
  void reset();

  /// A character of `width` 1 or 2 columns at `column`. Halves of wide characters that it cuts become blanks.
  void put(int column, char32_t glyph, int width);
  /// A mark on the character at `column`, or on none (-1). True: the row changed.
  bool mark(int column, char32_t mark);
  /// A tab moved the cursor. True: the row changed.
  bool tab(int from, int to);
  /// Blanks [from, to); `to` may lie beyond what was written. True: the row changed.
  bool erase(int from, int to);
  /// Everything, the row being as if newly begun. True: it was not blank.
  bool erase_all();
  /// Moves [from, end) left by `left` columns (right where negative), blanks following. True: the row changed.
  bool shift(int from, int end, int left);
  /// Text that was printed on a row never written before: no control characters but tabs at stops of 8 columns.
  void print(std::string_view text);

  /// Nothing was ever written on it, since it was last erased or reset.
  [[nodiscard]] bool untouched() const { return end_ == 0 && printed_.empty() && cells_.empty() && once_; }
  /// What is written at the first column from now on overwrites something, or would if it were still there.
  [[nodiscard]] bool begun() const { return !once_ || end_ > 0; }
  /// Written from left to right only: `printed()` is its text.
  [[nodiscard]] bool written_once() const { return once_; }
  [[nodiscard]] const std::string& printed() const { return printed_; }
  /// As it stands on the screen, up to the last cell that was written, blanks for what was skipped.
  void append_seen(std::string& out);
  /// No cell shows anything but a blank.
  [[nodiscard]] bool looks_blank() const;

 private:
  // A cell is a code point, 0 where nothing was written, or one of these.
  using Cell = std::uint32_t;
  static constexpr Cell kRightHalf = 0x8000'0000U;  // of the wide character in the cell before
  static constexpr Cell kCluster = 0x4000'0000U;    // plus an index in clusters_: a character with marks

  void lay_out();
  void place(int column, char32_t glyph, int width);
  void split_wide(int column);
  void store_mark(int column, char32_t mark);
  void compact_clusters();
  void rewritten();
  [[nodiscard]] std::size_t at(int column) const { return static_cast<std::size_t>(column); }

  std::string printed_;      // while once_
  std::vector<Cell> cells_;  // up to the last one written; valid where laid_out_
  std::vector<std::u32string> clusters_;
  int end_ = 0;    // the column after the last one that was printed
  int marks_ = 0;  // since the last character
  bool once_ = true;
  bool laid_out_ = true;
};

}  // namespace logwrap::terminal
