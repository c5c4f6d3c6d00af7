// UnfinishedLines: the lines that were journalled as pending, because the job was told to end and might be killed
// before they were final. Where the run was lost then, or its recorder died, they are the last lines before it; else
// they came again, as lines.
#pragma once

#include <array>
#include <vector>

#include "lib/record/record.hpp"

namespace logwrap {

class UnfinishedLines {
 public:
  /// Looks at each record in turn. True: it is pending and was kept here, in place of those that it makes obsolete.
  bool keep(const Record& record);
  /// Where what is kept will not come again: that, as lines of kind log.
  [[nodiscard]] std::vector<Record> take();

 private:
  std::array<std::vector<Record>, 3> kept_;  // indexed by Stream; at most a screen's of each
};

}  // namespace logwrap
