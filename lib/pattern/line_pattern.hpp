// LinePattern: LogQL's pattern syntax, which takes the interesting parts out of a line of plain text:
//   Train Epoch: <epoch> [<step>/<_> <_>]\tloss=<loss>
// https://grafana.com/docs/loki/latest/query/log_queries/#pattern
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pattern/pattern_list.hpp"

namespace logwrap {

/// As in LogQL: `<name>` captures what stands up to the first place where the text behind it stands, or up to the
/// line's end; `<_>` captures nothing; text before the first capture stands at the line's beginning; what follows the
/// last text may be anything. `\t` is a tab, `\\` a backslash and `\<` no capture, as if the pattern stood in LogQL's
/// quotation marks. Other than there, a line in which a text is missing does not match at all.
class LinePattern {
 public:
  struct Capture {
    std::string_view name;
    std::string_view text;
  };

  /// `pattern` without a problem (line_pattern_problem).
  explicit LinePattern(std::string_view pattern);

  /// What `line` has for the captures that have a name, in their order; false, and nothing of use in `captures`, where
  /// it does not match. Views into the pattern and the line.
  [[nodiscard]] bool match(std::string_view line, std::vector<Capture>& captures) const;

 private:
  /// A capture and the text behind it, which is empty only at the end of the pattern.
  struct Step {
    std::string name;  ///< empty: `<_>`
    std::string until;
  };
  std::string begins_;
  std::vector<Step> steps_;
};

/// The first problem in `patterns`, one a line: none has a name, two captures without text between them, a name twice,
/// a backslash that means nothing. Says in which column, counted from 1.
[[nodiscard]] std::optional<PatternProblem> line_pattern_problem(std::string_view patterns);

}  // namespace logwrap
