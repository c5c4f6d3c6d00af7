// UnfinishedLines: the lines that were journalled as pending, because the job was told to end and might be killed
// before they were final. Of a run that was lost they are its last lines; in any other they came again, as lines.
#pragma once

#include <array>
#include <vector>

#include "lib/record/record.hpp"

namespace logwrap {

class UnfinishedLines {
 public:
  /// Looks at each record in turn. True: it is pending and was kept here, in place of those that it makes obsolete.
  bool keep(const Record& record);
  /// At the end of a run that was lost: what came of no kept line, as lines of kind log.
  [[nodiscard]] std::vector<Record> take();

 private:
  std::array<std::vector<Record>, 3> kept_;  // indexed by Stream; at most a screen's of each
};

}  // namespace logwrap
