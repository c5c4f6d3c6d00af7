// Runs in Loki as `logwrap runs` lists them.
#pragma once

#include <string>
#include <vector>

#include "lib/query/run_list.hpp"
#include "lib/remote/find_runs.hpp"

namespace logwrap {

enum class Check {
  No,
  CountRecords,  ///< whether all of each is there: the server looks through all of it
};

struct RemoteSummaries {
  std::vector<RunSummary> runs;
  std::string unanswered;  ///< for people: that questions were not answered, and why; empty where all were
};

/// In the order of `runs`. How far a job came is asked run by run, and so is the last record where the end is not
/// there.
[[nodiscard]] Result<RemoteSummaries> summarize_remote(LokiQueries& queries, const std::vector<RemoteRun>& runs,
                                                       UnixNanos now, Check check);

}  // namespace logwrap
