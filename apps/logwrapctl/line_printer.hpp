// LinePrinter: records as `logwrap logs` prints them.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "apps/logwrapctl/line_prefix.hpp"
#include "apps/logwrapctl/logs.hpp"
#include "apps/logwrapctl/output.hpp"
#include "lib/query/line_filter.hpp"
#include "lib/query/line_joiner.hpp"
#include "lib/query/same_lines.hpp"

namespace logwrap {

class LinePrinter {
 public:
  /// `output` and `options` outlive the printer.
  LinePrinter(LineFilter filter, const LogsOptions& options, std::vector<SourceRun> runs, Output& output);

  /// The record that the source has just given.
  void record(RecordSource& source);
  /// A line that is no record of its own, of a run of the source.
  void line(std::size_t run, const Record& line);
  /// Prints lines whose rest will not come: records are missing after them, or the journal has ended.
  void end_of_pieces();
  /// Nothing more comes for now: prints what has waited for others' like it long enough.
  void pause(UnixNanos now);
  /// Nothing more comes at all.
  void end();

 private:
  void set_runs(const std::vector<SourceRun>& runs);
  void json(RecordSource& source);
  void choose(std::size_t run, Record line);
  void show(std::size_t run, Record line);
  void print(const Record& line, const std::vector<std::size_t>& runs);

  LineFilter filter_;
  const LogsOptions& options_;
  std::vector<SourceRun> runs_;
  Output& output_;
  LinePrefix prefix_;
  bool colour_;
  bool share_;                       // lines that several runs print
  std::vector<LineJoiner> joiners_;  // one for each run
  SameLines same_;
  std::optional<std::size_t> heading_;  // the run whose lines are printed
  // With context, around lines that contain the pattern:
  std::deque<std::pair<std::size_t, Record>> before_;  // at most options_.context
  std::size_t after_ = 0;                              // so many more are shown
  bool skipped_ = false;                               // lines since the last one that was shown
  bool shown_any_ = false;
};

}  // namespace logwrap
