#include "apps/logwrapctl/runs.hpp"

#include "apps/logwrapctl/output.hpp"
#include "apps/logwrapctl/screen.hpp"
#include "lib/base/printer.hpp"
#include "lib/query/run_list.hpp"

namespace logwrap {

int runs(const CommonOptions& common, const RunsOptions& options) {
  const OpenedStateDir opened = open_for_reading(common);
  if (opened.exit_status != kExitOk) return opened.exit_status;
  std::vector<RunSummary> summaries;
  if (opened.state) {
    Result<std::vector<RunSummary>> found = summarize_runs(*opened.state);
    if (!found) {
      complain(describe(found.error()));
      return kExitFailed;
    }
    summaries = std::move(*found);
  }
  if (summaries.empty()) {
    complain("no run is recorded in " + printable(opened.path) + "; `logwrap -- COMMAND` records one");
    return kExitOk;
  }
  Output output;
  output.write(options.json ? format_json_lines(summaries)
                            : format_table(summaries, terminal_width(), ClockAnchor::take().real));
  return output.finish();
}

}  // namespace logwrap
