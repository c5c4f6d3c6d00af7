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

struct Probed {
  HttpResponse response;
  UnixNanos sent = 0;      ///< real time, as this machine has it
  UnixNanos answered = 0;  ///< the same
};
[[nodiscard]] Probed send_probe(HttpClient& client, const ProbePush& push);

}  // namespace logwrap
