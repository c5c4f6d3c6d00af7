// LineCommitter: decides when rows are final, joins those that a soft wrap parted, and hands out their lines.
//
// A row is final, in order from the top, when it scrolls off the top of the main screen; or is strictly above the
// cursor and has been still there for kStill, or for kLiveStill where it is part of something that is being redrawn; or
// the page is erased; or the output ends. A final row that is changed after all is handed out again, as a rewrite.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/terminal/rows.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap::terminal {

/// A whole line of printable ASCII, as it was printed.
struct WholeLine {
  std::string_view text;
  bool unwatched = false;  ///< as Line has it
};

class LineCommitter {
 public:
  static constexpr std::chrono::milliseconds kStill{500};
  static constexpr std::chrono::seconds kLiveStill{10};
  /// As kLiveStill, where it is to be handed out soon (Terminal::Patience::Little); other rows do not wait at all then.
  static constexpr std::chrono::milliseconds kLiveStillAtLeast{100};

  struct Options {
    Terminal::Text text = Terminal::Text::AsRecorded;
    std::string marker{};  ///< as Terminal::Options has it
  };

  /// `rows` and `sink` outlive the committer.
  LineCommitter(Rows& rows, LineSink& sink, Options options)
      : rows_(rows), sink_(sink), text_(options.text), marker_(std::move(options.marker)) {}

  [[nodiscard]] std::string_view marker() const { return marker_; }
  void set_patience(Terminal::Patience patience) { patience_ = patience; }

  /// A line feed is printed on `row`, in `epoch`: tells the sink of the line that ends there if it holds the marker.
  /// Answers the line's tag, 0 if none.
  LineTag look_for_marker(int row, Epoch epoch, Time now);
  /// A line that was written once, and of which no row is on the screen any more.
  void hand_out(const WholeLine& line, Time time, Epoch epoch);
  /// `row` is about to leave the screen, all those above it having left.
  void row_leaves(int row);
  /// `first` is the first row now: hands out a line that ended with the row above it.
  void settle(int first = 0);
  /// What the line that left the screen at the top went on with is gone.
  void cut_open_line() { line_.cut = open_; }
  /// Hands out what has been still for long enough. `cursor_row` of the main screen, 0 ..
  void commit_due(int cursor_row, Time now);
  /// When commit_due has something to do next, if nothing changes until then.
  [[nodiscard]] std::optional<Time> next_due(int cursor_row) const;
  /// Hands out every row: the page is erased, or the output has ended.
  void commit_all();
  [[nodiscard]] std::size_t pending_lines() const;
  /// Shows `to` the lines that are not final yet, as they stand; they are handed out all the same when they are.
  void show_unfinished(LineSink& to, int cursor_row);

 private:
  // A line that is being put together from its rows.
  struct Building {
    std::string text;  // at most kMaxPieceBytes and one row: beyond that a piece is handed out
    Time time{};
    bool rewrite = false;
    bool blank_line = false;  // its last row was blank, but the job ended it with a line feed
    bool in_pieces = false;
    bool has_rows = false;
    bool torn = false;
    bool cut = false;
    bool mixed = false;  // its rows have different tags
    bool once = true;    // all of them were written once, from left to right
    LineTag tag = 0;     // of all its rows
    std::size_t old_hash = 0;
    Epoch old_epoch = 0;
    Epoch first_epoch = 0;  // 0: none of its rows was written
    Epoch last_epoch = 0;
  };
  struct Group {
    int first = 0;
    int last = 0;
    bool pending = false;
    bool live = false;
    Time still_since{};
  };

  [[nodiscard]] Group group_at(int first) const;
  [[nodiscard]] Time due(const Group& group) const;
  [[nodiscard]] static bool holds_line(const Row& row);
  bool emit_single(Row& row);
  void commit_group(const Group& group);
  void append_text(std::string& out, Row& row, bool goes_on) const;
  void append(Row& row, bool goes_on);
  void tag(int first, int last, LineTag tag);
  void cut_pieces();
  bool close();

  Rows& rows_;
  LineSink& sink_;
  const Terminal::Text text_;
  const std::string marker_;
  Terminal::Patience patience_ = Terminal::Patience::Usual;
  std::string examined_;  // a line's text that is looked at before it is final: at most a screen and a piece
  Building line_;
  bool open_ = false;  // line_ holds rows that left the screen while their line goes on with the first row
};

}  // namespace logwrap::terminal
