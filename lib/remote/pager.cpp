#include "lib/remote/pager.hpp"

#include <algorithm>

namespace logwrap {

namespace {

/// A query of less time than this fails for other reasons than its length.
constexpr std::chrono::seconds kLeastSpan{1};

}  // namespace

Pager::Pager(UnixNanos start, UnixNanos end, PageLimits limits)
    : start_(start), end_(end), limits_(limits), limit_(std::min(limits.first, limits.most)), span_(limits.span) {}

Pager::Ask Pager::ask() const {
  const UnixNanos span = span_.count();
  return {start_, end_ - start_ > span ? start_ + span : end_, limit_};
}

Result<UnixNanos> Pager::answered(const Page& page) {
  const Ask asked = ask();
  if (page.entries < asked.limit) {
    get_on(asked.end);
    return asked.end;
  }
  if (page.first == page.last) {
    too_few_ = limit_;
    const std::size_t bound = std::min(too_many_ - 1, limits_.most);
    if (limit_ >= bound) {
      return Error{{},
                   "more than " + std::to_string(limit_ - 1) + " entries have one time (" + format_utc(page.last) +
                       "), which is more than the server gives at once; ask for fewer runs or ranks"};
    }
    limit_ = std::min(limit_ * 2, limit_ + (bound - limit_ + 1) / 2);
    return page.first;
  }
  get_on(page.last);
  const std::size_t each = std::max<std::size_t>(page.bytes / page.entries, 1);
  // Of a page that is always full the last time is dropped: one entry alone would never get on.
  limit_ = std::max<std::size_t>(std::min({limits_.bytes / each, limit_ * 4, limits_.most}), 2);
  return page.last;
}

void Pager::get_on(UnixNanos start) {
  start_ = start;
  too_few_ = 0;
  too_many_ = kNoBound;
}

bool Pager::refused(Verdict why, std::size_t fit) {
  if (why == Verdict::RangeTooLong) {
    if (span_ <= kLeastSpan) return false;
    span_ = std::min(span_, std::chrono::nanoseconds(end_ - start_)) / 2;
    return true;
  }
  too_many_ = limit_;
  // A bound on entries holds for every page, one on bytes for these.
  if (why == Verdict::TooManyEntries) limits_.most = limit_ - 1;
  std::size_t less = (too_few_ + limit_) / 2;
  if (less == too_few_) return false;
  if (fit > too_few_) less = std::min(less, fit);
  limit_ = less;
  return true;
}

}  // namespace logwrap
