// Which runs of a Loki's a person means.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/query/selection.hpp"
#include "lib/remote/loki_queries.hpp"
#include "lib/remote/remote_run.hpp"

namespace logwrap {

struct RemoteSelection {
  /// The beginning of runs' ids; empty: all.
  std::string id;
  Selection selection;
  std::optional<std::string> user;  ///< whose runs; none: everybody's
  UnixNanos since = 0;              ///< those that began or ended from then on. Where the id says when, that counts
  UnixNanos now = 0;
  /// Where stream and kind are, as the configuration has it: a label is quickly found.
  bool stream_is_label = true;
  bool kind_is_label = true;
};

/// Oldest first, by id. Found by their first or last event, or of a whole id by any record of its first hour.
[[nodiscard]] Result<std::vector<RemoteRun>> find_runs(LokiQueries& queries, const RemoteSelection& wanted);

}  // namespace logwrap
