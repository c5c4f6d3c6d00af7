// `logwrap runs`
#pragma once

#include "apps/logwrapctl/common.hpp"

namespace logwrap {

struct RunsOptions {
  bool json = false;
};

[[nodiscard]] int runs(const CommonOptions& common, const RunsOptions& options);

}  // namespace logwrap
