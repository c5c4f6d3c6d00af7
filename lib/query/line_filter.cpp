#include "lib/query/line_filter.hpp"

#include "lib/base/printer.hpp"

namespace logwrap {

Result<LineFilter> LineFilter::make(const LineFilterOptions& options) {
  std::unique_ptr<re2::RE2> pattern;
  if (options.grep) {
    re2::RE2::Options quiet;
    quiet.set_log_errors(false);
    pattern = std::make_unique<re2::RE2>(*options.grep, quiet);
    if (!pattern->ok()) {
      return Error{std::make_error_code(std::errc::invalid_argument),
                   "the pattern \"" + printable(*options.grep, Tabs::Escape) +
                       "\" is not one that RE2 knows: " + printable(pattern->error(), Tabs::Escape)};
    }
  }
  return LineFilter(options, std::move(pattern));
}

bool LineFilter::wants(const Record& record) const {
  if (options_.since && record.ts < *options_.since) return false;
  if (options_.until && record.ts >= *options_.until) return false;
  if (options_.stream && record.stream != *options_.stream) return false;
  if (record.derived) return options_.kind == Kind::Metadata;  // its line says it
  if (options_.kind) return record.kind == *options_.kind;
  if (options_.stream == Stream::Logwrap || options_.events == Events::Shown) return true;
  return record.stream != Stream::Logwrap;  // an event of another stream stands for something that the job printed
}

bool LineFilter::is_serious(const Record& record) const {
  if (!options_.level || record.stream == Stream::Logwrap) return true;
  const std::optional<Level> level = level_named(record.level);
  return level && *level >= *options_.level;
}

bool LineFilter::contains(std::string_view line) const {
  return !pattern_ || re2::RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), *pattern_);
}

}  // namespace logwrap
