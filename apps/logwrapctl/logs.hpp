// `logwrap logs`
#pragma once

#include <optional>
#include <string>

#include "apps/logwrapctl/common.hpp"
#include "lib/query/line_filter.hpp"

namespace logwrap {

enum class LineFormat {
  Escaped,  ///< through the printer
  Raw,      ///< the line's bytes as they are
  Json,     ///< the journal's line as it is, pieces not joined
};

struct LogsOptions {
  std::string run;  ///< as typed; empty: the newest
  LineFilterOptions filter;
  LineFormat format = LineFormat::Escaped;
  bool timestamps = false;
  bool follow = false;
};

[[nodiscard]] int logs(const CommonOptions& common, const LogsOptions& options);

}  // namespace logwrap
