// `logwrap runs`
#pragma once

#include "apps/logwrapctl/common.hpp"
#include "apps/logwrapctl/reading.hpp"

namespace logwrap {

struct RunsOptions {
  ReadingOptions reading;
  std::optional<UnixNanos> since;
  std::optional<std::size_t> limit;
  bool check = false;
  bool json = false;
  bool utc = false;
};

[[nodiscard]] int runs(const CommonOptions& common, const RunsOptions& options);

}  // namespace logwrap
