// Terminal: bytes that a job wrote to its terminal in, the lines a person would have seen out. No I/O, no clock, no
// threads: the same bytes at the same times always give the same lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/literal_finder.hpp"
#include "lib/terminal/epoch.hpp"
#include "lib/terminal/size.hpp"

namespace logwrap {

/// What a sink knows a marked line by; 0: none.
using LineTag = std::uint32_t;

/// A line that can no longer change (or a piece of one: see `continued`).
struct Line {
  /// Valid UTF-8 without control characters other than tab, without its line end. Valid only during LineSink::line.
  std::string_view text;
  /// Of the last change to any of its rows.
  Time time;
  /// A line that had been handed out before and was changed afterwards.
  bool rewrite = false;
  /// More of the same line follows: it was longer than kMaxPieceBytes.
  bool continued = false;
  /// The epochs in which its rows were written, since they were last blank: the first and the last.
  Epoch first_epoch = 1;
  Epoch last_epoch = 1;
  /// What LineSink::marked answered; 0 where it was not marked, or was changed since.
  LineTag tag = 0;
  /// Of show_unfinished only: the cursor's line or one below it, or part of what is being redrawn; not one that is only
  /// waited for.
  bool moving = false;
  /// What was printed before it, or behind it, is missing: it was lost, or the output ended there.
  bool torn = false;
  bool cut = false;
  /// Certainly none of Options::watched stands in its text. Of other lines it is not known.
  bool unwatched = false;
};

/// A line that contains Options::marker, as it stands while a line feed is printed on it. Each text is told once. Where
/// the screen does not show a marker that was printed, or what it shows got no tag, the bytes are told: from the one
/// before the marker to the line feed; before that, where there are several markers, those that the last one
/// superseded. They are never fresh, and no line comes with their tag.
struct MarkedLine {
  std::string_view text;  ///< as Line::text, or bytes; valid only during LineSink::marked
  Time time;
  /// Nothing of the text is older than this line: it was written once, from left to right, or in this epoch alone.
  bool fresh = false;
  /// Bytes of which more followed in the line, with a marker of their own: up to the byte behind the first "}", or
  /// less.
  bool superseded = false;
};

class LineSink {
 public:
  virtual void line(const Line& line) = 0;
  /// May call begin_epoch of the terminal that calls it. Answers what Line::tag will be.
  virtual LineTag marked(const MarkedLine& line) {
    (void)line;
    return 0;
  }

 protected:
  ~LineSink() = default;
};

class Terminal {
 public:
  /// What a line feed does. CarriageReturnLineFeed is for output that no line discipline has processed (a pipe, or a
  /// pty with OPOST off), where "\n" has to start a new line at its left edge.
  enum class LineFeed { Only, CarriageReturnLineFeed };
  /// AsRecorded: a row written once from left to right keeps its tabs, trailing blanks and combining marks.
  /// AsSeen: tabs expanded and trailing blanks cut, as a copy from the screen has it.
  enum class Text { AsRecorded, AsSeen };

  /// How long a row that stands above the cursor is waited for, in case it is changed. Usual: half a second, 10 s where
  /// it is being redrawn. Little: not at all, a tenth of a second.
  enum class Patience { Usual, Little };

  struct Options {
    Size size;  ///< rows 1..1000, columns 2..1000; what is out of range is clamped
    LineFeed line_feed = LineFeed::Only;
    Text text = Text::AsRecorded;
    std::string marker{};  ///< what LineSink::marked looks for, ASCII; empty: nothing
    /// What the sink looks for in lines, the marker among it: many lines are searched at once, which is quicker than
    /// one by one. None: no line is known to be Line::unwatched.
    std::shared_ptr<const LiteralFinder> watched{};
  };

  /// A longer line is handed out in pieces of at most this, cut between characters, all but the last `continued`. Less
  /// than a record holds (kMaxLineBytes) by what is held back of a piece to search it for secrets (lib/redact).
  static constexpr std::size_t kMaxPieceBytes = 224 * 1024;

  /// `sink` outlives the terminal. It is called from within feed, commit_due, resize and finish, in the order of the
  /// rows.
  Terminal(const Options& options, LineSink& sink);
  ~Terminal();
  Terminal(Terminal&&) noexcept;

  /// Takes output of the job, split anywhere. `now` never decreases from call to call.
  void feed(std::string_view bytes, Time now);
  /// What is written from now on belongs to `epoch`, which is not less than the one before.
  void begin_epoch(Epoch epoch);
  /// Hands out the rows that have been still for long enough.
  void commit_due(Time now);
  /// When commit_due should next be called; nothing while no row waits.
  [[nodiscard]] std::optional<Time> next_due() const;
  /// The terminal's size changed.
  void resize(Size size, Time now);
  /// What follows is missing: the line of the cursor is cut.
  void cut_off();
  /// What is fed next is the rest of a line whose beginning is missing: its line is torn.
  void tear();
  /// The output has ended: hands out all that is left. Nothing may be fed afterwards.
  void finish(Time now);
  /// Rows that hold text and were not handed out yet: what would be lost if this process died now.
  [[nodiscard]] std::size_t pending_lines() const;
  void set_patience(Patience patience);
  /// Shows `to` the lines that were not handed out yet, as they stand: the cursor's, those below it, those that are
  /// still waited for. They are handed out all the same when they are final. `to.line` must not call the terminal.
  void show_unfinished(LineSink& to);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace logwrap
