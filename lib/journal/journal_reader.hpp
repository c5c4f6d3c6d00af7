// JournalReader: a run's records in order, while its recorder still writes them or long afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/journal/run.hpp"
#include "lib/record/record.hpp"
#include "lib/record/record_head.hpp"

namespace logwrap {

/// What a reader found wrong, to be said once and read over.
struct ReaderNote {
  enum class What {
    Gap,      ///< records are missing before the next one: `count` of them
    CutOff,   ///< the journal, or a segment of it, ends within a record: `count` bytes of it are there
    Garbage,  ///< a line that is no record was skipped: `count` bytes
    Unread,   ///< a segment could not be read: `cause` says why
  };
  What what = What::Gap;
  std::uint64_t after_seq = 0;  ///< the last record before it; 0: none
  std::uint64_t count = 0;
  std::string cause;
};
/// "cut off after record 41"
[[nodiscard]] std::string describe(const ReaderNote& note);

class JournalReader {
 public:
  /// Whether somebody may still write: a reader waits for the rest of a torn line only then. To be found out before
  /// next() is called, so that what was written last is not missed.
  enum class Writer { Alive, Gone };

  enum class State {
    Record,  ///< record() and json() are set
    Note,    ///< note() is set
    Passed,  ///< records were passed over (select()) and none was found so far: call again
    Wait,    ///< nothing more for now; only with Writer::Alive
    End,     ///< nothing more for ever; only with Writer::Gone
  };

  /// `run` is used while the reader lives, and must outlive it.
  explicit JournalReader(const Run& run) : run_(run) {}

  /// From now on only the records that `wanted` takes are given out. The others are passed over at a tenth of the cost,
  /// and not looked at beyond their heads. Gaps are told all the same.
  void select(std::function<bool(const RecordHead&)> wanted) { wanted_ = std::move(wanted); }
  /// Goes to the first record of that seq or a higher one, forwards or backwards, by the segments' first records.
  void seek(std::uint64_t seq);

  /// Goes on to the next record or note. Never fails: what cannot be read becomes a note.
  [[nodiscard]] State next(Writer writer);

  [[nodiscard]] const Record& record() const { return record_; }
  /// The record's line in the journal, without its line feed. Valid until the next call.
  [[nodiscard]] std::string_view json() const { return json_; }
  [[nodiscard]] const ReaderNote& note() const { return note_; }
  /// Of the journal as it is now, behind what next() gave last.
  [[nodiscard]] std::uint64_t bytes_left() const;

  /// A longer line is garbage: kMaxLineBytes, each byte escaped to six, and the other keys.
  static constexpr std::size_t kMaxJsonBytes = kMaxLineBytes * 6 + 64 * 1024;

 private:
  enum class Fill { More, NoMore, Failed };

  [[nodiscard]] std::optional<State> next_line();
  [[nodiscard]] std::optional<State> accept(std::string_view line);
  [[nodiscard]] bool passes_over(const RecordHead& head) const {
    return head.seq < from_ || (wanted_ && !wanted_(head));
  }
  [[nodiscard]] State emit(ReaderNote::What what, std::uint64_t count, std::string cause = {});
  [[nodiscard]] State emit_cut_off();
  [[nodiscard]] std::uint64_t torn_bytes() const { return skipped_ + (end_ - start_); }
  [[nodiscard]] Fill fill();
  void forget_what_was_cut();
  [[nodiscard]] unsigned following_segment() const;
  [[nodiscard]] int open_segment(unsigned number);
  [[nodiscard]] std::optional<std::uint64_t> first_seq(unsigned number) const;
  void forget_buffer();

  const Run& run_;
  std::function<bool(const RecordHead&)> wanted_;  // empty: all
  std::uint64_t from_ = 0;                         // what seek() asked for: records below it are passed over
  UniqueFd segment_;
  unsigned number_ = 0;        // of the segment that is read; 0: none yet
  std::uint64_t offset_ = 0;   // in the segment, of what follows the buffer
  std::string buffer_;         // at most kMaxJsonBytes and a block: a longer line is skipped as it comes
  std::size_t end_ = 0;        // in the buffer, of what was read
  std::size_t start_ = 0;      // in the buffer, of the line that comes next
  std::size_t searched_ = 0;   // between start_ and here is no line feed
  std::uint64_t skipped_ = 0;  // bytes so far of a line that is too long
  std::uint64_t last_seq_ = 0;
  bool pending_record_ = false;  // record_ was read, and the gap before it is said first
  RecordHeads heads_;
  Record record_;
  std::string_view json_;
  ReaderNote note_;
};

}  // namespace logwrap
