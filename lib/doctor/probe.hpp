// The test push of `logwrap doctor`: one line, sent as a job's lines are.
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "lib/config/config.hpp"
#include "lib/http/http_client.hpp"
#include "lib/identity/attributes.hpp"
#include "lib/loki/batcher.hpp"

namespace logwrap {

inline constexpr const char* kDoctorService = "logwrap-doctor";

struct ProbePush {
  std::string labels;  ///< `{service_name="logwrap-doctor", ...}`
  Batch batch;         ///< of the one entry
};

/// Under the labels that a run started here and now would have, but for service_name; the Error says which of them
/// cannot be. `now` is real time.
[[nodiscard]] Result<ProbePush> make_probe(const Attributes& attributes, const LokiConfig& loki, UnixNanos now);

/// What a run started here would be known by.
[[nodiscard]] Attributes attributes_here(UnixNanos now);

/// The environment's variable that libcurl looks into for a proxy on the way to the server; empty where it takes none
/// from there. What no_proxy excepts is not looked at.
[[nodiscard]] std::string proxy_variable(const LokiConfig& loki);

struct Probed {
  HttpResponse response;
  std::string proxy_variable;  ///< as above, when it was sent
  UnixNanos sent = 0;          ///< real time, as this machine has it
  UnixNanos answered = 0;      ///< the same
};
[[nodiscard]] Probed send_probe(HttpClient& client, const LokiConfig& loki, const ProbePush& push);

}  // namespace logwrap
