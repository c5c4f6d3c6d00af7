#include "lib/query/newest.hpp"

#include <algorithm>

namespace logwrap {

bool Newest::is_newer(const Place& a, const Place& b) {
  return a.ts != b.ts ? a.ts > b.ts : a.run > b.run;
}

void Newest::add(const MetricsEntry& entry) {
  heap_.push_back({entry.record.ts, entry.run, entry.record.line.size()});
  bytes_ += heap_.back().bytes;
  std::push_heap(heap_.begin(), heap_.end(), is_newer);
  while (heap_.size() > 1 && (heap_.size() > bounds_.entries || bytes_ > bounds_.bytes)) {
    std::pop_heap(heap_.begin(), heap_.end(), is_newer);
    bytes_ -= heap_.back().bytes;
    heap_.pop_back();
    ++older_;
  }
}

bool Newest::has(const MetricsEntry& entry) const {
  return !heap_.empty() && !is_newer(heap_.front(), {entry.record.ts, entry.run, 0});
}

}  // namespace logwrap
