#include "lib/doctor/probe.hpp"

#include <cstdlib>
#include <utility>
#include <vector>

#include "lib/journal/run_info.hpp"
#include "lib/loki/push.hpp"

namespace logwrap {

Result<ProbePush> make_probe(const Attributes& attributes, const LokiConfig& loki, UnixNanos now) {
  const Result<std::vector<LabelChange>> changes = parse_label_changes(loki.labels);
  if (!changes) return changes.error();
  Result<Placement> placement = place(attributes, *changes);
  if (!placement) return placement.error();
  placement->labels[std::string("service_name")] = kDoctorService;
  placement->metadata.erase("service_name");
  RunStreams streams(*std::move(placement), kDoctorService);
  Record record;
  record.ts = now;
  record.seq = 1;
  record.stream = Stream::Logwrap;
  record.kind = Kind::Event;
  record.line = "A test push of logwrap doctor. No job has printed this.";
  const StreamId stream = streams.stream_of(record.stream, record.kind);
  ProbePush push{streams.labels(stream), {}};
  push.batch.stream = stream;
  push.batch.append(streams.entry(record));
  return push;
}

Attributes attributes_here(UnixNanos now) {
  const RunInfo here = describe_run(kDoctorService, {}, now, 0);
  const auto variable = [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  return detect_attributes({variable, here.host, here.user, {}, kDoctorService});
}

std::string proxy_variable(const LokiConfig& loki) {
  if (loki.proxy != "auto") return {};
  // HTTP_PROXY is not one of them: it may be a header that somebody sent to a CGI program.
  const std::vector<const char*> names = loki.url.starts_with("https:")
                                             ? std::vector{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
                                             : std::vector{"http_proxy", "all_proxy", "ALL_PROXY"};
  for (const char* name : names) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return name;
  }
  return {};
}

Probed send_probe(HttpClient& client, const LokiConfig& loki, const ProbePush& push) {
  Probed probed;
  probed.proxy_variable = proxy_variable(loki);
  HttpRequest request;
  request.path = kPushPath;
  request.body = push_body(push.labels, push.batch);
  request.content_type = kPushContentType;
  probed.sent = ClockAnchor::take().real;
  probed.response = client.perform(std::move(request));
  probed.answered = ClockAnchor::take().real;
  return probed;
}

}  // namespace logwrap
