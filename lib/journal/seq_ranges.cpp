#include "lib/journal/seq_ranges.hpp"

#include <algorithm>

namespace logwrap {

SeqRanges::SeqRanges(const std::vector<SeqRange>& ranges) {
  for (const SeqRange& range : ranges) add(range);
}

std::optional<std::uint64_t> SeqRanges::first() const {
  return ranges_.empty() ? std::nullopt : std::optional(ranges_.front().first);
}

std::optional<SeqRange> SeqRanges::containing(std::uint64_t seq) const {
  const auto at =
      std::partition_point(ranges_.begin(), ranges_.end(), [seq](const SeqRange& r) { return r.last < seq; });
  return at != ranges_.end() && at->first <= seq ? std::optional(*at) : std::nullopt;
}

void SeqRanges::add(SeqRange range) {
  if (range.first > range.last) return;
  const auto begin = std::partition_point(ranges_.begin(), ranges_.end(), [&range](const SeqRange& r) {
    return r.last < range.first && range.first - r.last > 1;
  });
  auto end = begin;
  for (; end != ranges_.end() && (end->first <= range.last || end->first - range.last == 1); ++end) {
    range.first = std::min(range.first, end->first);
    range.last = std::max(range.last, end->last);
  }
  ranges_.insert(ranges_.erase(begin, end), range);
}

void SeqRanges::remove(SeqRange range) {
  std::vector<SeqRange> left;
  left.reserve(ranges_.size() + 1);
  for (const SeqRange& r : ranges_) {
    if (r.last < range.first || r.first > range.last) {
      left.push_back(r);
      continue;
    }
    if (r.first < range.first) left.push_back({r.first, range.first - 1});
    if (r.last > range.last) left.push_back({range.last + 1, r.last});
  }
  ranges_ = std::move(left);
}

}  // namespace logwrap
