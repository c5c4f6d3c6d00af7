// `logwrap doctor`: whether each part works, and what to do where it does not.
#pragma once

#include "apps/logwrapctl/common.hpp"

namespace logwrap {

struct DoctorOptions {
  bool json = false;
};

/// kExitOk where nothing failed. Sends one line to Loki, where one is configured.
[[nodiscard]] int doctor(const CommonOptions& common, const DoctorOptions& options);

}  // namespace logwrap
