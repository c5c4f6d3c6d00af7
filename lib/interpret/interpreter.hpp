// Interpreter: the lines of a job's screens in, the records of its log out. It obeys modes and commands, finds metadata
// and drops repeats. Pure: no I/O, no clock.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/config/config.hpp"
#include "lib/interpret/block_rules.hpp"
#include "lib/interpret/command.hpp"
#include "lib/interpret/joiner.hpp"
#include "lib/interpret/level.hpp"
#include "lib/interpret/metadata.hpp"
#include "lib/interpret/mode_history.hpp"
#include "lib/interpret/repeats.hpp"
#include "lib/interpret/text_metadata.hpp"
#include "lib/interpret/x_axis.hpp"
#include "lib/record/record.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

/// Why a line gives no record of its own.
enum class LeftOut : std::uint8_t {
  Mode,     ///< the mode forbade it
  Repeat,   ///< it repeated the one before; a `repeated` event says how often
  Blank,    ///< an empty line after an empty one
  Command,  ///< it was a command; a `command` event says what was made of it
};

class RecordSink {
 public:
  /// `record.ts` is the time of the line's last change; seq is not set. The record may be changed, and is the
  /// interpreter's again afterwards: most lines need no memory of their own.
  virtual void record(Record& record) = 0;
  virtual void left_out(LeftOut why) = 0;

 protected:
  ~RecordSink() = default;
};

/// Each line that goes in comes out as one record of kind log or metadata, or within one that joins several lines of
/// its stream that belong together, or is left out for one reason; events come on top, and so does metadata that is
/// derived from a line of text. Events that stand for what the
/// job printed carry its stream.
class Interpreter {
 public:
  struct Options {
    Mode mode = Mode::Enabled;
    Commands commands = Commands::Any;
    MetadataStreams metadata_streams = MetadataStreams::Stdout;
    ClockAnchor anchor{};
    std::string multiline{};  ///< rules for blocks, as BlockRules takes them
    std::string patterns{};   ///< of metadata in plain text, as TextMetadata takes them
  };

  /// `sink` outlives the interpreter.
  Interpreter(const Options& options, RecordSink& sink);

  /// Lets `words` look for what line() does, which believes Line::unwatched.
  void watch(LiteralFinder& words) const;

  /// The epoch that lines of `stream` are written in from now on. It changes within marked(), settle() and silence().
  [[nodiscard]] Epoch epoch(Stream stream) const { return state(stream).modes.epoch(); }
  [[nodiscard]] Mode mode(Stream stream) const { return state(stream).modes.mode(); }

  /// A line of `stream` that holds kCommandMarker, while its line feed is printed. The answer is for Line::tag.
  ///
  /// A command changes the mode of its own stream at once. On the other one it restricts at once, too, but loosens only
  /// with the next settle(), because what the job had printed there before the command may still be on its way; and not
  /// at all where that stream had a command of its own that restricts since the last settle(): that one may have been
  /// printed later. In doubt it is silenced.
  [[nodiscard]] LineTag marked(Stream stream, const MarkedLine& line);
  /// All that the job had printed before the last marked() line has been handed in.
  void settle();
  void line(Stream stream, const Line& line);
  /// Whether a line that is not final yet may be told of at all.
  [[nodiscard]] bool may_tell_unfinished(Stream stream, const Line& line) const;
  /// A line that is not final yet, as it stands: told as an event where its modes allow it, for a run that is killed
  /// before it is final. `place` among those of its stream that are told together, 1 .. Answers whether it was told.
  bool pending(Stream stream, const Line& line, int place);
  /// Part of what the job printed is lost, and a command may have been among it: Mode::Disabled until the next one.
  void silence();

  /// Tells the counts of repeats, and commands, that are due. `now` never decreases.
  void tell_due(Time now);
  [[nodiscard]] std::optional<Time> next_due() const;
  /// Gives out the lines that wait for others that may belong to them.
  void flush();
  /// How many these are.
  [[nodiscard]] std::size_t waiting() const;
  /// No line comes any more: tells all that is left.
  void finish();

 private:
  /// A command that was obeyed; it is told in its place among the lines.
  struct Obeyed {
    LineTag tag = 0;
    Stream stream = Stream::Stdout;
    Time time;
    Mode mode = Mode::Disabled;
    bool understood = true;
  };
  /// Untold commands that are kept; of more the oldest is told at once.
  static constexpr std::size_t kMaxUntold = 256;
  /// Longer than any row that is left alone waits to be final. Where a command's row was overwritten it is told then.
  static constexpr std::chrono::seconds kTellCommandAfter{15};

  /// What is remembered of each of the job's streams.
  struct StreamState {
    StreamState(Mode mode, const BlockRules& rules) : modes(mode), joiner(rules) {}
    ModeHistory modes;
    std::optional<Mode> unsettled;   ///< a looser mode, from settle() on
    bool restricted_itself = false;  ///< by a command of its own, since settle()
    Joiner joiner;
    Repeats repeats;
    bool piece = false;          ///< the present line is part of a longer one
    bool goes_on = false;        ///< the last line was `continued`
    bool in_pieces = false;      ///< the last record was `continued`
    std::optional<Level> level;  ///< of the last record that is no event; a piece has its line's
  };

  /// What is known of a line because it is a block's lines, joined.
  struct Joined {
    std::size_t lines = 1;
    std::optional<Level> level{};
    std::string_view exception{};
  };

  [[nodiscard]] StreamState& state(Stream stream) { return streams_.at(static_cast<std::size_t>(stream)); }
  [[nodiscard]] const StreamState& state(Stream stream) const { return streams_.at(static_cast<std::size_t>(stream)); }
  [[nodiscard]] bool wants_metadata(Stream stream) const;
  enum class Change { Stricter, Either };
  enum class Obedience {
    None,      ///< the mode that is asked for is looser, and that is not allowed
    NoChange,  ///< it is the mode already
    Change,
  };
  Obedience change_modes(Stream stream, Mode mode, Change allowed);
  void take_command(Stream stream, const Line& line, Mode mode);
  void tell(const Obeyed& command);
  void take_text(Stream stream, const Line& line, Mode mode);
  void leave_out(Stream stream, const Line& line, LeftOut why);
  [[nodiscard]] bool take_metadata(Stream stream, const Line& line);
  void take_log(Stream stream, const Line& line);
  void take_unit(Stream stream, const Unit& unit);
  void take_whole(Stream stream, const Line& line, const Joined& joined);
  void record_log(Stream stream, const Line& line, const Joined& joined);
  void derive(Stream stream, const Line& line);
  [[nodiscard]] std::optional<X> place_on_axis(const Metadata& metadata);
  void tell_many_keys(Time time);
  /// Whatever is told of the stream next stands behind the lines that wait.
  void end_block(Stream stream);
  void hint_at_metadata(Stream stream, const Line& line);
  [[nodiscard]] std::optional<Level> level_of(Stream stream, const Line& line);
  void put(Stream stream, const Line& line, Kind kind, std::optional<X> x, std::optional<Level> level,
           std::string_view exception = {});
  void tell_repeats(Stream stream);
  /// As tell_repeats; and the stream's next line counts as no repeat of what came before.
  void end_repeats(Stream stream);
  void event(Stream stream, Time time, std::string text, Event event, std::string level = {});

  const Options options_;
  RecordSink& sink_;
  const BlockRules rules_;
  TextMetadata text_metadata_;
  MetadataParser parser_;
  XAxis axis_;
  std::deque<Obeyed> untold_;  ///< at most kMaxUntold
  Record record_;              ///< of the line at hand
  LineTag last_tag_ = 0;
  std::array<StreamState, 2> streams_;  ///< stdout, stderr
  bool told_many_keys_ = false;
  bool told_near_metadata_ = false;
};

}  // namespace logwrap
