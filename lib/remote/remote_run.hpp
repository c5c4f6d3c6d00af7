// RemoteRun: what Loki has of a run, put together from its first and last events.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/identity/labels.hpp"
#include "lib/journal/run_info.hpp"
#include "lib/remote/logql.hpp"
#include "lib/remote/paged_query.hpp"

namespace logwrap {

struct RemoteRun {
  /// id, labels (all it is known by), host, user, argv, start; end, status and counts where its end is there. Start is
  /// the time in its id where the first event is missing.
  RunInfo info;
  LabelSet labels;  ///< of all its streams; stream, kind and late come on top
  bool stream_is_label = false;
  bool kind_is_label = false;
  bool started = false;                   ///< its first event is there
  std::string last_words;                 ///< its closing record's line
  std::optional<std::uint64_t> last_seq;  ///< of its closing record, where that is there: how many records it has

  bool operator==(const RemoteRun&) const = default;
};

/// Takes the entry into account, of the run whose id it has: any of its records, and from `start` and `end` events what
/// they say. Nothing where it is none of logwrap's.
void learn(std::vector<RemoteRun>& runs, const OwnedEntry& entry);

/// Which of what the runs are known by are labels, by which a query is quick: those that every stream has which could
/// be theirs. `streams`: at least those of the times of the runs' starts. Of a run of which no stream is among them
/// nothing is taken for a label.
void learn_labels(std::vector<RemoteRun>& runs, const std::vector<LabelSet>& streams);

/// Streams and structured metadata that all of these runs' records have, and few others.
[[nodiscard]] LogQuery query_of(std::span<const RemoteRun* const> runs);

/// The words that quoted_word wrote, one after another with blanks between.
[[nodiscard]] std::vector<std::string> unquoted_words(std::string_view text);

/// The first moment of what a run's id can begin with, and the first after it: "20261122-03" is an hour. Nothing where
/// it says less than a year, or no time.
struct TimeRange {
  UnixNanos start = 0;
  UnixNanos end = 0;
  bool operator==(const TimeRange&) const = default;
};
[[nodiscard]] std::optional<TimeRange> time_of_run_id(std::string_view prefix);

}  // namespace logwrap
