// What an answer to a push means, and what to do next. From Loki's source and from trying (docs/loki.md).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/loki/batcher.hpp"
#include "lib/loki/retry_after.hpp"

namespace logwrap {

/// How a request ended.
struct Answer {
  int status = 0;           ///< of HTTP; 0: there was no whole answer, and `body` says why (refused, reset, timed out)
  std::string body;         ///< at most its first 64 KiB: what is shown of it is printable() and shortened
  std::string retry_after;  ///< the header's value, empty without one
};

enum class Verdict : std::uint8_t {
  Stored,   ///< 204, or 200 without a word
  Refused,  ///< some or all entries were refused for good, the rest is stored: count them and go on
  TooBig,   ///< send it in halves
  Unclear,  ///< some entries were refused, and the answer does not tell which: send it in halves, which does
  Slower,   ///< 429: again after a backoff; where it goes on, in halves
  Again,    ///< again after a backoff
  Pause,    ///< nothing will be taken until somebody changes the configuration, it is no Loki that answers, or the
            ///< entries' time comes: say so once, keep trying rarely
};

struct Judgement {
  Verdict verdict = Verdict::Again;
  /// Refused: how many entries, as far as the server says (1 to the batch's size).
  std::size_t refused = 0;
  /// Refused as too far behind: the entries that were, to be sent once more to the late stream; in order. They are not
  /// counted in `refused`.
  std::vector<Batch::Entry> too_far_behind;
  /// What the server asked for; else the backoff decides. At most kMaxRetryAfter.
  std::optional<std::chrono::nanoseconds> retry_after;
  /// For people: the status and the server's words, printable, one line, at most 400 bytes. Empty where Stored.
  std::string says;
};

/// `now` is what a date in Retry-After is relative to, real time.
[[nodiscard]] Judgement judge(const Answer& answer, const Batch& batch, UnixNanos now);

}  // namespace logwrap
