// LineFilter: which records `logwrap logs` shows.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>

#include "lib/base/result.hpp"
#include "lib/record/level.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

enum class Events { Shown, Hidden };

struct LineFilterOptions {
  std::optional<Stream> stream;     ///< Logwrap shows events, whatever `events` says; none: what the job printed
  std::optional<Kind> kind;         ///< Event likewise
  std::optional<UnixNanos> since;   ///< shown from this time on
  std::optional<UnixNanos> until;   ///< shown before this time
  std::optional<std::string> grep;  ///< an RE2 pattern that the line has to contain
  std::optional<Level> level;       ///< what the job printed only where its level is known and at least this
  Events events = Events::Hidden;
};

class LineFilter {
 public:
  /// Fails where the pattern is none: the message says where it is wrong.
  [[nodiscard]] static Result<LineFilter> make(const LineFilterOptions& options);

  /// All but level and pattern: whether a record is one of those among which they look.
  [[nodiscard]] bool wants(const Record& record) const;
  /// The level, which every piece of a line has.
  [[nodiscard]] bool is_serious(const Record& record) const;
  /// The pattern, on a whole line.
  [[nodiscard]] bool contains(std::string_view line) const;

 private:
  LineFilter(LineFilterOptions options, std::unique_ptr<re2::RE2> pattern)
      : options_(std::move(options)), pattern_(std::move(pattern)) {}

  LineFilterOptions options_;
  std::unique_ptr<re2::RE2> pattern_;  // none: every line
};

}  // namespace logwrap
