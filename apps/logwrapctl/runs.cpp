#include "apps/logwrapctl/runs.hpp"

#include <algorithm>

#include "apps/logwrapctl/output.hpp"
#include "apps/logwrapctl/screen.hpp"
#include "lib/base/printer.hpp"
#include "lib/query/run_list.hpp"
#include "lib/remote/run_summaries.hpp"

namespace logwrap {

namespace {

/// How many runs of a server's are asked about one by one.
constexpr std::size_t kRemoteRuns = 100;

struct Listed {
  std::vector<RunSummary> runs;  ///< newest first
  std::size_t older = 0;         ///< that are not shown
  std::string unanswered;        ///< said behind the table
  int exit_status = kExitOk;
};

void keep_newest(Listed& listed, std::size_t count) {
  if (listed.runs.size() <= count) return;
  listed.older = listed.runs.size() - count;
  listed.runs.resize(count);
}

Listed local_runs(const CommonOptions& common, const RunsOptions& options) {
  Listed listed;
  const OpenedStateDir opened = open_for_reading(common);
  listed.exit_status = opened.exit_status;
  if (opened.exit_status != kExitOk) return listed;
  if (opened.state) {
    Result<std::vector<RunSummary>> found = summarize_runs(*opened.state);
    if (!found) {
      complain(describe(found.error()));
      listed.exit_status = kExitFailed;
      return listed;
    }
    listed.runs = std::move(*found);
  }
  if (listed.runs.empty())
    complain("no run is recorded in " + printable(opened.path) + "; `logwrap -- COMMAND` records one");
  const Selection& selection = options.reading.selection;
  std::erase_if(listed.runs, [&](const RunSummary& run) {
    if (selection.given() && !selection.admits(run.info ? run.info->labels : Attributes())) return true;
    return options.since && run.info && run.info->end.value_or(run.info->start) < *options.since &&
           run.liveness != Liveness::Running;
  });
  if (options.limit) keep_newest(listed, *options.limit);
  return listed;
}

Listed remote_runs(const CommonOptions& common, const RunsOptions& options) {
  Listed listed;
  std::optional<RemoteReading> remote = open_loki(common);
  listed.exit_status = kExitUsage;
  if (!remote) return listed;
  listed.exit_status = kExitFailed;
  Result<std::vector<RemoteRun>> found = list_remote_runs(*remote, options.reading, options.since);
  if (!found) {
    complain(found.error().message);
    return listed;
  }
  std::reverse(found->begin(), found->end());
  const std::size_t all = found->size();
  found->resize(std::min(all, options.limit.value_or(kRemoteRuns)));
  auto summaries =
      summarize_remote(*remote->queries, *found, remote->ground.now, options.check ? Check::CountRecords : Check::No);
  if (!summaries) {
    complain(summaries.error().message);
    return listed;
  }
  if (all == 0)
    complain("Loki has no such run" +
             std::string(options.since ? "" : " in the last 30 days; --since looks further back"));
  return {std::move(summaries->runs), all - found->size(), std::move(summaries->unanswered), kExitOk};
}

}  // namespace

int runs(const CommonOptions& common, const RunsOptions& options) {
  if (options.check && !options.reading.loki) {
    complain("--check goes with --loki: what of a journal is not sent, logwrap runs says anyway");
    return kExitUsage;
  }
  const Listed listed = options.reading.loki ? remote_runs(common, options) : local_runs(common, options);
  if (listed.exit_status != kExitOk || listed.runs.empty()) return listed.exit_status;
  Output output;
  const Zone zone = options.utc ? Zone::Utc : Zone::Local;
  output.write(options.json ? format_json_lines(listed.runs)
                            : format_table(listed.runs, terminal_width(), ClockAnchor::take().real, zone));
  const int status = output.finish();
  if (listed.older > 0)
    complain(std::to_string(listed.older) + (listed.older == 1 ? " older run is" : " older runs are") +
             " not shown; --limit N shows more");
  if (listed.unanswered.empty()) return status;
  complain(listed.unanswered);
  return status == kExitOk ? kExitFailed : status;
}

}  // namespace logwrap
