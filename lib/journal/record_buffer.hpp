// RecordBuffer: records as the text that will be written, and what each of them counts for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/record/record.hpp"

namespace logwrap {

/// Its bound is its owner's: JournalWriter flushes at JournalLimits::flush_at and drops at JournalLimits::held.
class RecordBuffer {
 public:
  struct Amount {
    std::uint64_t lines = 0;  ///< of the job's
    std::uint64_t bytes = 0;
  };

  /// Answers what was added.
  Amount add(const Record& record);
  /// Forgets the record that was added last.
  void take_back();
  /// Forgets the first record, of which there is one.
  Amount drop_first() { return drop_whole(entries_.front().amount.bytes); }
  /// Forgets the records that lie wholly within the first `bytes`, and answers what they were.
  Amount drop_whole(std::size_t bytes);
  Amount clear() { return drop_whole(text_.size()); }

  /// The sequence number of the first record, of which there is one.
  [[nodiscard]] std::uint64_t first_seq() const { return entries_.front().seq; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::size_t size() const { return text_.size(); }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  struct Entry {
    Amount amount;
    std::uint64_t seq = 0;
  };
  JsonLines json_;
  std::string text_;
  std::vector<Entry> entries_;
};

}  // namespace logwrap
