// JournalWriter: records in, segments of JSON Lines out, within bounds, and never silent about what is missing.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/base/result.hpp"
#include "lib/journal/events.hpp"
#include "lib/journal/record_buffer.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/run_counts.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/journal/segments.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// All sizes in bytes.
struct JournalLimits {
  std::uint64_t segment = 16ULL << 20;  ///< a segment is closed once it is at least this long
  /// Of all segments of the run. Beyond it the oldest segment but the first is removed, and a gap event says so.
  std::uint64_t run = 1ULL << 30;
  std::size_t flush_at = 256UL << 10;  ///< append flushes by itself once this much is buffered
  /// Bound of the buffer while the journal cannot be written (or one record, where that is longer). What comes when it
  /// is full is dropped and counted, and a gap event says so once writing works again.
  std::size_t held = 1UL << 20;
  double min_free = 0.05;  ///< of the file system, 0..1 (FreeSpace::kept_free): below it nothing is written
  std::uint64_t check_free_every = 4ULL << 20;  ///< bytes written between two looks at the free space
};

/// Where a recorder that died left off. For a new run: as it is constructed.
struct Continuation {
  UnixNanos last_ts = 0;
  std::uint64_t last_seq = 0;
  RunCounts counts;
  std::uint64_t written_seq = 0;  ///< records up to this one are in the counts as recorded
};

/// The identity that append gave to a record.
struct Stamp {
  UnixNanos ts = 0;
  std::uint64_t seq = 0;
};

class JournalWriter {
 public:
  struct Options {
    JournalLimits limits;
    /// Called when a new segment is opened and when space is short: a chance to prune other runs. Answers whether it
    /// has not come to all of them, so that it is worthwhile to call it again. May be empty.
    std::function<bool()> make_room;
  };

  /// Takes the run's lock (EAGAIN: another recorder writes this run). A continued run gets a new segment, the torn line
  /// at the end of the last one is cut off, and a `resumed` event with the number of lines lost is appended.
  [[nodiscard]] static Result<JournalWriter> open(Run run, const Options& options, const Continuation& from = {});
  /// As above with a store of the caller's, which fails as tests want it to. Takes no lock.
  [[nodiscard]] static Result<JournalWriter> open(Run run, std::unique_ptr<SegmentStore> store, const Options& options,
                                                  const Continuation& from = {});
  /// Buffers `record`. On entry `record.ts` is the time of the line's last change; its ts becomes
  /// max(last ts + 1, that) and its seq the next. Never fails: what cannot be kept is dropped and counted.
  Stamp append(Record& record);
  Stamp append(Record&& record) { return append(record); }
  /// So many secrets were masked in the lines that are appended.
  void note_masks(std::uint64_t masks) { counts_.masked += masks; }
  /// Counts a line that was committed and gives no record, for a reason that is_on_purpose.
  void leave_out(Drop why) {
    ++counts_.committed;
    ++counts_.dropped(why);
  }
  /// Counts lines that were printed and never got here.
  void lose(Drop why, std::uint64_t lines) {
    counts_.committed += lines;
    counts_.dropped(why) += lines;
  }
  /// Writes what is buffered; to be called at least every 100 ms. The Error is why nothing could be written; it is
  /// tried again at the next call, and the records are kept meanwhile (JournalLimits::held).
  Result<void> flush();

  /// Ends the records: appends the closing one with `info`'s status, and writes all. What cannot be written even now is
  /// counted as dropped, and take_failure() says why. `info.end`, `info.status`, `info.cause` and `info.usage` are the
  /// caller's to fill. Nothing may be appended afterwards. A writer that is destroyed without it loses what is
  /// buffered.
  void close(RunInfo info, const RunEnd& end);
  /// After close(): writes run.json with the counts as they are then. The Error is why it could not be written.
  Result<void> note_end(RunInfo info);

  /// The reason of the first failure since the journal was last written without one; nothing when it was asked for
  /// already. For the one message to the user.
  [[nodiscard]] std::optional<Error> take_failure();

  [[nodiscard]] const RunCounts& counts() const { return counts_; }
  /// The job's lines in records that the writer before this one had written, and was not known to have: they are
  /// counted by now.
  [[nodiscard]] std::uint64_t found_lines() const { return found_lines_; }
  /// Bytes that the journal was given over its whole life: what went from its middle is among them.
  [[nodiscard]] std::uint64_t written_bytes() const { return written_bytes_; }
  [[nodiscard]] Stamp last() const { return last_; }
  /// Records up to this sequence number are written, or dropped.
  [[nodiscard]] std::uint64_t written_seq() const { return buffer_.empty() ? last_.seq : buffer_.first_seq() - 1; }
  [[nodiscard]] std::size_t buffered_bytes() const { return buffer_.size(); }
  [[nodiscard]] const Run& run() const { return run_; }

 private:
  enum class Ask { ForRoom, Nobody };

  JournalWriter(Run run, UniqueFd lock, Segments segments, Options options)
      : run_(std::move(run)), lock_(std::move(lock)), segments_(std::move(segments)), options_(std::move(options)) {}
  static Result<JournalWriter> open_locked(Run run, UniqueFd lock, std::unique_ptr<SegmentStore> store,
                                           const Options& options, const Continuation& from);
  void continue_from(const Continuation& from);
  void put(Record& record);
  void put(Record&& record) { put(record); }
  void drop(const RecordBuffer::Amount& amount);
  Result<void> write_buffer();
  Result<void> make_ready();
  Result<void> stay_within_bound();
  Result<void> stay_above_min_free(Ask ask);
  void ask_for_room() { more_room_ = options_.make_room(); }
  [[nodiscard]] bool space_is_short();
  Result<bool> cut_middle(const char* cause);
  void fail(const Error& error);
  void recover();
  void finish_in_reserve(RunInfo info, const RunEnd& end);

  Run run_;
  UniqueFd lock_;
  Segments segments_;
  Options options_;
  RecordBuffer buffer_;  // bound and what happens beyond it: JournalLimits::flush_at and held
  RunCounts counts_;
  std::uint64_t found_lines_ = 0;
  Stamp last_;
  std::uint64_t written_bytes_ = 0;
  std::uint64_t unchecked_bytes_ = 0;  // written since the free space was looked at
  bool free_checked_ = false;
  bool more_room_ = false;        // as make_room answered
  std::optional<Error> failure_;  // why the last write failed; nothing while writing works
  bool failure_taken_ = false;
  std::uint64_t failed_attempts_ = 0;  // since writing works no more
  Gap lost_;                           // what was dropped since then
};

}  // namespace logwrap
