// LaneReader: the records of one of a run's streams, from anywhere in the journal.
#pragma once

#include <cstdint>

#include "lib/journal/journal_reader.hpp"
#include "lib/loki/run_streams.hpp"

namespace logwrap {

class LaneReader {
 public:
  /// From record `from` on. The references outlive it.
  LaneReader(const Run& run, const RunStreams& streams, const StreamId& lane, std::uint64_t from);

  enum class State {
    Record,  ///< record() is the next one
    Busy,    ///< other streams' records were passed over: ask again
    AtEnd,   ///< nothing more for now
  };
  /// The next record stays the next one until pop().
  [[nodiscard]] State peek(JournalReader::Writer writer);
  [[nodiscard]] const Record& record() const { return reader_.record(); }
  void pop();

  /// The next record is this one, or one after it.
  [[nodiscard]] std::uint64_t at() const { return at_; }
  [[nodiscard]] std::uint64_t bytes_left() const { return reader_.bytes_left(); }

 private:
  JournalReader reader_;
  bool holds_ = false;
  std::uint64_t at_;
};

}  // namespace logwrap
