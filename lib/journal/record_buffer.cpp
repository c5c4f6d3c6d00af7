#include "lib/journal/record_buffer.hpp"

#include <cassert>

namespace logwrap {

std::size_t RecordBuffer::add(const Record& record) {
  const std::size_t before = text_.size();
  append_json_line(text_, record);
  entries_.push_back({text_.size() - before, lines(record), record.seq});
  return entries_.back().bytes;
}

void RecordBuffer::take_back() {
  assert(!entries_.empty());
  text_.resize(text_.size() - entries_.back().bytes);
  entries_.pop_back();
}

RecordBuffer::Amount RecordBuffer::drop_whole(std::size_t bytes) {
  Amount dropped;
  std::size_t count = 0;
  while (count < entries_.size() && dropped.bytes + entries_[count].bytes <= bytes) {
    dropped.bytes += entries_[count].bytes;
    dropped.lines += entries_[count].lines;
    ++count;
  }
  entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(count));
  text_.erase(0, dropped.bytes);
  return dropped;
}

}  // namespace logwrap
