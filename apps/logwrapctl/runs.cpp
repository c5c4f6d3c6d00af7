#include "apps/logwrapctl/runs.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include "apps/logwrapctl/output.hpp"
#include "lib/base/printer.hpp"
#include "lib/query/run_list.hpp"

namespace logwrap {

namespace {

/// 0, for uncut, where standard output is no terminal or does not know its width.
std::size_t terminal_width() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

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
