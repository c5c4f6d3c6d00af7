// `logwrap logs`
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apps/logwrapctl/common.hpp"
#include "apps/logwrapctl/looks.hpp"
#include "apps/logwrapctl/reading.hpp"
#include "lib/query/line_filter.hpp"

namespace logwrap {

enum class LineFormat {
  Escaped,  ///< through the printer
  Raw,      ///< the line's bytes as they are
  Json,     ///< the journal's line as it is, pieces not joined
};

struct LogsOptions {
  std::vector<std::string> runs;  ///< as typed; none: the newest
  ReadingOptions reading;
  LineFilterOptions filter;
  LineFormat format = LineFormat::Escaped;
  Zone zone = Zone::Local;
  ColourWish colour = ColourWish::Auto;
  std::size_t context = 0;  ///< lines around each that pattern and level choose
  bool timestamps = false;
  bool follow = false;
  bool merge = false;
  bool all = false;  ///< merged: every rank's line, also where others printed the same
  bool no_pager = false;
};

/// Adds the subcommand, which fills `options`; they outlive the app.
void add_logs(CLI::App& app, LogsOptions& options);

[[nodiscard]] int logs(const CommonOptions& common, const LogsOptions& options);

}  // namespace logwrap
