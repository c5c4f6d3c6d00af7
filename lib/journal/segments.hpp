// Segments: the files of one run's journal as their writer knows them: which there are, which one grows, which go.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/journal/record_buffer.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

class Segments {
 public:
  /// Knows the segments that are there already; the next write starts a new one.
  [[nodiscard]] static Result<Segments> open(std::unique_ptr<SegmentStore> store);

  [[nodiscard]] bool empty() const { return files_.empty(); }
  [[nodiscard]] std::uint64_t bytes() const;
  /// The segment that is written to has reached `bytes`, or there is none yet.
  [[nodiscard]] bool needs_new(std::uint64_t bytes) const;

  struct Tail {
    Record last;                      ///< the last whole record
    std::uint64_t lines_written = 0;  ///< the job's, in records above `written` and up to `last`
    std::uint64_t lines_behind = 0;   ///< the job's, in records above `last`
  };
  /// Cuts the torn line off the last segment and answers what is there behind the sequence numbers `written` and
  /// `last`, if the last record can be read.
  [[nodiscard]] std::optional<Tail> mend_tail(std::uint64_t written, std::uint64_t last);
  [[nodiscard]] Result<void> start_new();

  /// Of the oldest segment but the first and the one that is written to; nothing where there is no such segment.
  [[nodiscard]] Result<std::optional<RecordBuffer::Amount>> remove_from_middle();

  /// What of `buffer` could be written is gone from it, and nothing is left of a record that could be written in part.
  /// EFBIG: the segment is as long as a file may be. The next write starts a new one, or the first record fits into
  /// none.
  struct Written {
    RecordBuffer::Amount amount;
    Result<void> result;
    bool fits_nowhere = false;  ///< the first record of what is left; with EFBIG alone
  };
  [[nodiscard]] Written write(RecordBuffer& buffer);

  [[nodiscard]] Result<FreeSpace> free_space() { return store_->free_space(); }

 private:
  struct File {
    unsigned number = 0;
    std::uint64_t bytes = 0;
    /// Records that are no events; not known of those that an earlier recorder wrote until somebody asks.
    std::optional<std::uint64_t> lines;
  };

  Segments(std::unique_ptr<SegmentStore> store, std::vector<File> files)
      : store_(std::move(store)), files_(std::move(files)) {}
  std::uint64_t lines_of(const File& file);

  std::unique_ptr<SegmentStore> store_;
  std::vector<File> files_;  // in order; bounded by the run's bound over a segment's length
  bool writing_ = false;     // the last of files_ takes writes
};

}  // namespace logwrap
