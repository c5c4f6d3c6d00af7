#include "apps/logwrapctl/doctor.hpp"

#include <iterator>

#include "apps/logwrapctl/output.hpp"
#include "lib/base/printer.hpp"
#include "lib/doctor/limits.hpp"
#include "lib/doctor/local.hpp"
#include "lib/doctor/probe.hpp"
#include "lib/doctor/server.hpp"

namespace logwrap {

namespace {

using Findings = std::vector<Finding>;

/// Somebody waits for it.
constexpr HttpTimeouts kTimeouts{std::chrono::seconds(5), std::chrono::seconds(10)};

Findings skip_server(const std::string& why) {
  Findings findings = skipped_server(why);
  findings.push_back({"limits", Health::Skipped, why, "", {}});
  return findings;
}

Findings ask_server(const LokiConfig& loki) {
  const UnixNanos now = ClockAnchor::take().real;
  const Result<ProbePush> push = make_probe(attributes_here(now), loki, now);
  if (!push) {
    Findings findings = skip_server("needs labels that Loki can take");
    findings.insert(findings.begin(), {"labels", Health::Failed, push.error().message, "change loki_labels", {}});
    return findings;
  }
  HttpClient client(loki, kTimeouts);
  const Probed probed = send_probe(client, loki, *push);
  Findings findings = look_at_server(loki, *push, probed);
  if (probed.response.status == 0) {
    findings.push_back({"limits", Health::Skipped, "needs an answer", "", {}});
    return findings;
  }
  HttpRequest request;
  request.path = kConfigPath;
  request.max_answer = kMaxConfigAnswer;
  findings.push_back(look_at_limits(client.perform(std::move(request))));
  return findings;
}

Findings look_at_loki(const LokiConfig& loki) {
  if (loki.url.empty())
    return {{"Loki", Health::Skipped, "none is set (loki_url): records stay in the state directory", "", {}}};
  Findings findings{look_at_credentials(loki)};
  const bool usable = all_work(findings);
  Findings server = usable ? ask_server(loki) : skip_server("needs the credentials");
  std::move(server.begin(), server.end(), std::back_inserter(findings));
  return findings;
}

Findings look_at_all(const CommonOptions& common) {
  const ConfigResult loaded = load_config(config_sources(common));
  Findings findings{look_at_settings(loaded)};
  if (!loaded) {
    findings.push_back({"state directory", Health::Skipped, "needs the configuration", "", {}});
    findings.push_back({"Loki", Health::Skipped, "needs the configuration", "", {}});
    return findings;
  }
  findings.push_back(look_at_state_dir(loaded->config.state_dir));
  Findings loki = look_at_loki(loaded->config.loki);
  std::move(loki.begin(), loki.end(), std::back_inserter(findings));
  return findings;
}

}  // namespace

int doctor(const CommonOptions& common, const DoctorOptions& options) {
  const Findings findings = look_at_all(common);
  Output output;
  output.write(options.json ? format_json_lines(findings) : format_findings(findings));
  const int status = output.finish();
  return all_work(findings) ? status : kExitFailed;
}

}  // namespace logwrap
