// Pager: a time range of a query, asked for in pages, each as large as the server gives it, and nothing between them
// lost or there twice.
//
// A page ends within a nanosecond: others of the same time may be on the next. So of a full page the last time's
// entries are dropped, and the next page begins with them.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/remote/verdict.hpp"

namespace logwrap {

struct PageLimits {
  std::size_t first = 1000;          ///< entries of the first page
  std::size_t most = 5000;           ///< of any; Loki's own default bound
  std::size_t bytes = 2UL << 20;     ///< of an answer: pages are made so large that they have about this
  std::chrono::hours span{24 * 30};  ///< of time asked for at once: Loki's default bound is 30 days and 1 h
};

class Pager {
 public:
  /// A query_range, forwards: entries with start <= time < end.
  struct Ask {
    UnixNanos start = 0;
    UnixNanos end = 0;
    std::size_t limit = 0;
    bool operator==(const Ask&) const = default;
  };
  /// What an answer had.
  struct Page {
    std::size_t entries = 0;
    UnixNanos first = 0;    ///< the least time; of an empty page nothing
    UnixNanos last = 0;     ///< the greatest
    std::size_t bytes = 0;  ///< of the answer
  };

  Pager(UnixNanos start, UnixNanos end, PageLimits limits = {});

  [[nodiscard]] bool done() const { return start_ >= end_; }
  /// Of what is not done, what to ask for next. The same until answered() or refused().
  [[nodiscard]] Ask ask() const;
  /// Entries before the time that is returned count. Those at it or later are to be dropped: they come again. An Error
  /// where more entries have one time than the server gives at once.
  [[nodiscard]] Result<UnixNanos> answered(const Page& page);
  /// The server gave nothing: from now on less is asked for at once, of entries about as many as `fit`, where that is
  /// known (else 0). False where it cannot be less.
  [[nodiscard]] bool refused(Verdict why, std::size_t fit = 0);

 private:
  static constexpr std::size_t kNoBound = std::numeric_limits<std::size_t>::max();

  void get_on(UnixNanos start);

  UnixNanos start_;
  UnixNanos end_;
  PageLimits limits_;
  std::size_t limit_;
  std::chrono::nanoseconds span_;
  // What is known of the page that comes next: so few entries all had one time, and so many were too big.
  std::size_t too_few_ = 0;
  std::size_t too_many_ = kNoBound;
};

}  // namespace logwrap
