// `logwrap metrics`
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apps/logwrapctl/common.hpp"
#include "apps/logwrapctl/reading.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

enum class MetricsFormat { Table, Csv, JsonLines, Plot };

struct MetricsOptions {
  std::vector<std::string> runs;  ///< as typed; none: the newest
  ReadingOptions reading;
  bool merge = false;  ///< all ranks of the jobs that were named
  MetricsFormat format = MetricsFormat::Table;
  std::optional<std::string> x;
  std::vector<std::string> y;
  std::optional<Stream> stream;
  std::optional<UnixNanos> since;
  std::optional<UnixNanos> until;
  std::optional<std::size_t> limit;
  std::optional<std::size_t> width;
  bool all = false;
  bool over_time = false;
  bool log_y = false;
  bool ascii = false;
  bool raw = false;
};

/// Adds the subcommand, which fills `options`; they outlive the app.
void add_metrics(CLI::App& app, MetricsOptions& options);

[[nodiscard]] int metrics(const CommonOptions& common, const MetricsOptions& options);

}  // namespace logwrap
