// Lists of RE2 patterns, as settings hold them: one a line, blank lines passed over.
#pragma once

#include <re2/re2.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// `pattern` with the options that all of logwrap's have: nothing is printed, memory is bounded. It may be no pattern:
/// ask ok().
[[nodiscard]] std::unique_ptr<re2::RE2> compiled(std::string_view pattern);

[[nodiscard]] inline re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

struct PatternProblem {
  int line = 1;  ///< of the list, from 1
  std::string pattern;
  std::string why;  ///< RE2's words or our own; may hold a part of the pattern
};

/// Why `pattern` cannot be used, being the one of `line`: it is no RE2 pattern, or matches the empty text and so
/// everywhere.
[[nodiscard]] std::optional<PatternProblem> problem_of(std::string_view pattern, int line);
/// The first problem in `patterns`.
[[nodiscard]] std::optional<PatternProblem> pattern_problem(std::string_view patterns);

/// A line "BEGINS => GOES ON" of a list of rules, or "BEGINS" alone.
struct PatternRule {
  std::string_view begins;
  std::optional<std::string_view> goes_on;
};
[[nodiscard]] PatternRule rule_of(std::string_view line);
/// The first problem in the patterns of `rules`; what goes on may match anything.
[[nodiscard]] std::optional<PatternProblem> rule_problem(std::string_view rules);

/// Calls `take(line, number)` for each line of `list` that is not blank; numbers from 1.
template <class Take>
void each_line(std::string_view list, Take take) {
  for (int number = 1; !list.empty(); ++number) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") != std::string_view::npos) take(line, number);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

}  // namespace logwrap
