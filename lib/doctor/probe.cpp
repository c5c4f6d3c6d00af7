#include "lib/doctor/probe.hpp"

#include <cstdlib>
#include <utility>

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

Probed send_probe(HttpClient& client, const ProbePush& push) {
  Probed probed;
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
