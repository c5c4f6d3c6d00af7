#include "lib/query/run_match.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/base/suggest.hpp"
#include "lib/journal/run_id.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kMostCandidates = 10;

Error ambiguous(std::string_view typed, std::span<const std::string> candidates) {
  std::string message = "\"" + printable(typed) + "\" is the beginning of " + std::to_string(candidates.size()) +
                        " runs; give more of one of these ids:";
  // The newest first, as `logwrap runs` has them.
  const std::size_t shown = std::min(candidates.size(), kMostCandidates);
  for (std::size_t i = 0; i < shown; ++i) message += "\n  " + candidates[candidates.size() - 1 - i];
  if (shown < candidates.size()) message += "\n  ... and older ones: see `logwrap runs`";
  return Error{std::make_error_code(std::errc::invalid_argument), message};
}

Error unknown(std::string_view typed, std::span<const std::string> ids) {
  std::string message = "there is no run \"" + printable(typed, Tabs::Escape) + "\"";
  const std::string nearest = nearest_word(typed, ids);
  message += nearest.empty() ? "; `logwrap runs` lists those there are" : "; the nearest is " + nearest;
  return Error{std::make_error_code(std::errc::no_such_file_or_directory), message};
}

}  // namespace

Result<std::string> match_run(std::span<const std::string> ids, std::string_view typed) {
  if (ids.empty()) {
    return Error{std::make_error_code(std::errc::no_such_file_or_directory),
                 "no run has been recorded yet; `logwrap -- COMMAND` records one"};
  }
  if (typed.empty()) return ids.back();
  if (!is_run_id_prefix(typed)) return unknown(typed, ids);
  const auto first = std::lower_bound(ids.begin(), ids.end(), typed);
  const auto last = std::find_if(first, ids.end(), [typed](const std::string& id) { return !id.starts_with(typed); });
  if (first == last) return unknown(typed, ids);
  if (last - first == 1) return *first;
  return ambiguous(typed, std::span(first, last));
}

}  // namespace logwrap
