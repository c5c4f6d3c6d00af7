// LinePrinter: records as `logwrap logs` prints them.
#pragma once

#include <string_view>

#include "apps/logwrapctl/logs.hpp"
#include "apps/logwrapctl/output.hpp"
#include "lib/query/line_filter.hpp"
#include "lib/query/line_joiner.hpp"

namespace logwrap {

class LinePrinter {
 public:
  /// `output` outlives the printer.
  LinePrinter(LineFilter filter, const LogsOptions& options, Output& output)
      : filter_(std::move(filter)), format_(options.format), timestamps_(options.timestamps), output_(output) {}

  /// `json` is the record's line in the journal.
  void record(const Record& record, std::string_view json);
  /// Prints lines whose rest will not come: records are missing after them, or the journal has ended.
  void end_of_pieces();

 private:
  void print(const Record& line);

  LineFilter filter_;
  LineFormat format_;
  bool timestamps_;
  Output& output_;
  LineJoiner joiner_;
};

}  // namespace logwrap
