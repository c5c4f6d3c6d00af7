// Runs in Loki as `logwrap runs` lists them.
#pragma once

#include <vector>

#include "lib/query/run_list.hpp"
#include "lib/remote/find_runs.hpp"

namespace logwrap {

enum class Check {
  No,
  CountRecords,  ///< whether all of each is there: the server looks through all of it
};

/// In the order of `runs`. How far a job came is asked run by run, and so is the last record where the end is not
/// there.
[[nodiscard]] Result<std::vector<RunSummary>> summarize_remote(LokiQueries& queries, const std::vector<RemoteRun>& runs,
                                                               UnixNanos now, Check check);

}  // namespace logwrap
