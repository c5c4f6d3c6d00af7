#include "lib/loki/run_streams.hpp"

#include <charconv>

#include "lib/loki/push.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kStreams = 3;
constexpr std::size_t kKinds = 3;
constexpr std::string_view kLateSuffix = "/late";
/// Bound of what is sent beside a line so that a reader gets back what was recorded: Loki takes 64 KiB of structured
/// metadata an entry, of which the attributes may need half.
constexpr std::size_t kMaxBesideBytes = 24UL * 1024;
constexpr std::size_t kLongText = 1024;  // bytes

void append_number(std::string& out, std::string_view name, std::uint64_t number) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  append_metadata(out, name, {text.data(), static_cast<std::size_t>(end - text.data())});
}

/// Of what is too long to be sent its long texts, such as a job's last lines, are left out: the counts go.
void append_event(std::string& out, const Event& event) {
  append_metadata(out, "event", event.name);
  if (event.fields.empty()) return;
  std::string data;
  append_event_data(data, event);
  if (data.size() > kMaxBesideBytes) {
    Event shorter = event;
    std::erase_if(shorter.fields, [](const auto& field) {
      const auto* const text = std::get_if<std::string>(&field.second);
      return text != nullptr && text->size() > kLongText;
    });
    data.clear();
    append_event_data(data, shorter);
  }
  if (data.size() <= kMaxBesideBytes) append_metadata(out, "event_data", data);
}

/// Looked for before a line is parsed: most metadata is finite.
bool may_be_not_finite(const Record& record) {
  if (record.kind != Kind::Metadata) return false;
  return record.line.find("NaN") != std::string::npos || record.line.find("Infinity") != std::string::npos;
}

struct StrictLine {
  std::string line;
  std::string keys;
};

/// Nothing where the line is strict already, or would grow beyond what Loki takes: "NaN" is shorter than "null".
std::optional<StrictLine> strict_json(std::string_view line, MetadataParser& parser) {
  const Metadata* const metadata = parser.parse(line);
  if (metadata == nullptr || metadata->not_finite.empty()) return std::nullopt;
  StrictLine strict;
  append_strict_json(strict.line, *metadata);
  if (strict.line.size() > kMaxLineBytes) return std::nullopt;
  for (const std::string_view key : not_finite_keys(*metadata)) {
    if (!strict.keys.empty()) strict.keys += ',';
    strict.keys += key;
  }
  strict.keys = bounded_text(strict.keys, kMaxLabelValueBytes);
  return strict;
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

RunStreams::RunStreams(Placement placement, std::string_view run_id) : placement_(std::move(placement)) {
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
  of_every_entry_ = metadata_.size();
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

const EncodedEntry& RunStreams::entry(const Record& record) {
  metadata_.resize(of_every_entry_);
  append_number(metadata_, "seq", record.seq);
  if (placement_.stream == Place::Metadata) append_metadata(metadata_, "stream", name(record.stream));
  if (placement_.kind == Place::Metadata) append_metadata(metadata_, "kind", name(record.kind));
  if (!record.level.empty()) append_metadata(metadata_, "level", record.level);
  if (!record.exception.empty())
    append_metadata(metadata_, "exception", bounded_text(record.exception, kMaxLabelValueBytes));
  if (record.derived) append_metadata(metadata_, "derived", "true");
  if (record.x) {
    append_metadata(metadata_, "x_key", record.x->key);
    append_metadata(metadata_, "x", record.x->text);
  }
  if (record.rewrite) append_metadata(metadata_, "rewrite", "true");
  if (record.continued) append_metadata(metadata_, "continued", "true");
  if (record.event) append_event(metadata_, *record.event);
  entry_.ts = record.ts;
  entry_.seq = record.seq;
  entry_.bytes.clear();
  if (may_be_not_finite(record)) {
    if (const auto strict = strict_json(record.line, parser_)) {
      append_metadata(metadata_, "nonfinite", strict->keys);
      if (record.line.size() <= kMaxBesideBytes) append_metadata(metadata_, "printed", record.line);
      append_entry(entry_.bytes, record.ts, strict->line, metadata_);
      return entry_;
    }
  }
  append_entry(entry_.bytes, record.ts, record.line, metadata_);
  return entry_;
}

}  // namespace logwrap
