#include "lib/journal/record_buffer.hpp"

#include <cassert>

namespace logwrap {

RecordBuffer::Amount RecordBuffer::add(const Record& record) {
  const std::size_t before = text_.size();
  const std::uint64_t lines = json_.append(text_, record);
  const Amount amount{lines, text_.size() - before};
  entries_.push_back({amount, record.seq});
  return amount;
}

void RecordBuffer::take_back() {
  assert(!entries_.empty());
  text_.resize(text_.size() - entries_.back().amount.bytes);
  entries_.pop_back();
}

RecordBuffer::Amount RecordBuffer::drop_whole(std::size_t bytes) {
  Amount dropped;
  std::size_t count = 0;
  while (count < entries_.size() && dropped.bytes + entries_[count].amount.bytes <= bytes) {
    dropped.bytes += entries_[count].amount.bytes;
    dropped.lines += entries_[count].amount.lines;
    ++count;
  }
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(count));
  text_.erase(0, dropped.bytes);
  return dropped;
}

}  // namespace logwrap
