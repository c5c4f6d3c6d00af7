// What the answer to the test push says of the way to Loki and of the server. Pure.
#pragma once

#include <vector>

#include "lib/config/config.hpp"
#include "lib/doctor/finding.hpp"
#include "lib/doctor/probe.hpp"

namespace logwrap {

/// DNS, connection, TLS, authentication, tenant, clock, test push: in the order in which one needs the other, all from
/// the one request that logwrap's own right is for. What comes behind a part that failed is skipped.
[[nodiscard]] std::vector<Finding> look_at_server(const LokiConfig& loki, const ProbePush& push, const Probed& probed);

/// The way to the server alone: DNS, connection, TLS.
[[nodiscard]] std::vector<Finding> look_at_way(const LokiConfig& loki, const Probed& probed);

/// `date`: the server's, as HTTP writes it, in whole seconds. `sent` and `answered`: this machine's real time.
[[nodiscard]] Finding look_at_clock(std::string_view date, UnixNanos sent, UnixNanos answered);

/// All of them skipped, because of `why`.
[[nodiscard]] std::vector<Finding> skipped_server(const std::string& why);

}  // namespace logwrap
