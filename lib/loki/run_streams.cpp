#include "lib/loki/run_streams.hpp"

#include <charconv>

#include "lib/loki/push.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kStreams = 3;
constexpr std::size_t kKinds = 3;
constexpr std::string_view kLateSuffix = "/late";

void append_number(std::string& out, std::string_view name, std::uint64_t number) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  append_metadata(out, name, {text.data(), static_cast<std::size_t>(end - text.data())});
}

}  // namespace

std::string name(const StreamId& stream) {
  std::string out(name(stream.stream));
  out += '/';
  out += name(stream.kind);
  if (stream.late) out += kLateSuffix;
  return out;
}

std::optional<StreamId> stream_id_named(std::string_view name) {
  StreamId id;
  id.late = name.ends_with(kLateSuffix);
  if (id.late) name.remove_suffix(kLateSuffix.size());
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<Stream> stream = stream_named(name.substr(0, slash));
  const std::optional<Kind> kind = kind_named(name.substr(slash + 1));
  if (!stream || !kind) return std::nullopt;
  id.stream = *stream;
  id.kind = *kind;
  return id;
}

Age age_of(UnixNanos ts, UnixNanos now) {
  const std::chrono::nanoseconds age(now > ts ? now - ts : 0);
  if (age > kExpiredAfter) return Age::Expired;
  if (age > kExpiringAfter) return Age::Expiring;
  return age > kLateAfter ? Age::Late : Age::Fresh;
}

RunStreams::RunStreams(Placement placement, std::string run_id) : placement_(std::move(placement)) {
  for (const bool late : {false, true}) {
    for (std::size_t i = 0; i < kStreams * kKinds; ++i) {
      const StreamId id{static_cast<Stream>(i / kKinds), static_cast<Kind>(i % kKinds), late};
      LabelSet labels = placement_.labels;
      if (placement_.stream == Place::Label) labels["stream"] = logwrap::name(id.stream);
      if (placement_.kind == Place::Label) labels["kind"] = logwrap::name(id.kind);
      if (late) labels["late"] = bounded_text(run_id, kMaxLabelValueBytes);
      labels_.at(index(id)) = label_text(labels);
    }
  }
  for (const auto& [key, value] : placement_.metadata) append_metadata(metadata_, key, value);
}

std::size_t RunStreams::index(const StreamId& stream) {
  const std::size_t within = static_cast<std::size_t>(stream.stream) * kKinds + static_cast<std::size_t>(stream.kind);
  return within + (stream.late ? kStreams * kKinds : 0);
}

StreamId RunStreams::stream_of(Stream stream, Kind kind) const {
  StreamId id;
  if (placement_.stream == Place::Label) id.stream = stream;
  if (placement_.kind == Place::Label) id.kind = kind;
  return id;
}

const std::string& RunStreams::labels(const StreamId& stream) const {
  return labels_.at(index(stream));
}

EncodedEntry RunStreams::entry(const Record& record) const {
  std::string metadata = metadata_;
  append_number(metadata, "seq", record.seq);
  if (placement_.stream == Place::Metadata) append_metadata(metadata, "stream", name(record.stream));
  if (placement_.kind == Place::Metadata) append_metadata(metadata, "kind", name(record.kind));
  if (record.rewrite) append_metadata(metadata, "rewrite", "true");
  if (record.continued) append_metadata(metadata, "continued", "true");
  if (record.event) append_metadata(metadata, "event", record.event->name);
  return {record.ts, record.seq, encode_entry(record.ts, record.line, metadata)};
}

}  // namespace logwrap
