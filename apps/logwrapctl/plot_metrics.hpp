// `logwrap metrics --format plot`
#pragma once

#include <optional>
#include <string>

#include "apps/logwrapctl/metrics.hpp"
#include "lib/query/metrics_view.hpp"

namespace logwrap {

/// `x` is the key that was asked for, or was chosen; none where no entry has a number. Answers the exit status.
[[nodiscard]] int plot_metrics(MetricsView& view, const MetricsOptions& options, const std::optional<std::string>& x);

}  // namespace logwrap
