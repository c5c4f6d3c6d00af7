// Sent: what Loki has of a run, as the run's directory says it (SentFile). Saved by the run's shipper before anything
// is sent that it does not know of: so a shipper that dies is followed by one that knows what may have arrived. The
// format is docs/journal.md's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/journal/seq_ranges.hpp"

namespace logwrap {

/// One of the run's streams at Loki, together with the stream that its late entries go to.
struct SentStream {
  std::uint64_t done = 0;         ///< its records up to this one are settled, but for those in `late`
  std::uint64_t trying = 0;       ///< the last record of the batch that follows and was attempted; 0: none was
  SeqRanges late;                 ///< records that belong to the late stream and are not settled
  std::uint64_t late_trying = 0;  ///< of these, the last one of the batch that was attempted; 0: none was
  SeqRanges late_done;            ///< settled by the late stream, though records before them are not done
  bool operator==(const SentStream&) const = default;
};

struct Sent {
  std::string labels;  ///< the setting loki_labels that the streams were named with
  /// By the stream's name ("stdout/log"). A stream that is not here has no record up to `passed`.
  std::map<std::string, SentStream> streams;
  std::uint64_t passed = 0;  ///< what a shipper that goes on has to look at begins behind this record, or in `streams`

  // Records, events included.
  std::uint64_t stored = 0;
  std::uint64_t refused = 0;  ///< by the server, for good
  std::uint64_t missing = 0;  ///< were not in the journal (any more); known each time when all there is was sent
  std::string refused_why;    ///< the server's words, of the first refusal
  std::string paused;         ///< why the server takes nothing at all: its words; empty while it takes what comes
  /// Of the run, which has ended: nothing is left to be sent.
  bool complete = false;

  // For the recorder, which slows the job down where Loki is slow.
  std::uint64_t answers = 0;       ///< that show a server that works: stored, refused, or too much at once just after
  UnixNanos last_answer = 0;       ///< when the last of them came, real time
  std::uint64_t unsent_bytes = 0;  ///< of the journal, roughly: behind the oldest record that is not settled

  [[nodiscard]] std::uint64_t settled() const { return stored + refused + missing; }
  /// Every record up to this one is settled; some behind it may be, too.
  [[nodiscard]] std::uint64_t settled_through() const;
  /// No record behind this one has been looked at, let alone sent.
  [[nodiscard]] std::uint64_t seen_through() const;
  bool operator==(const Sent&) const = default;
};

[[nodiscard]] std::string to_json(const Sent& sent);
/// Unknown keys are ignored, what is missing keeps its default.
[[nodiscard]] Result<Sent> parse_sent(std::string_view json);

}  // namespace logwrap
