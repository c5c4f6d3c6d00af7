#include "lib/query/metrics_text.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

using Type = MetadataField::Type;

const MetadataField* field_of(const Metadata& metadata, std::string_view key) {
  const auto found = std::find_if(metadata.fields.begin(), metadata.fields.end(),
                                  [key](const MetadataField& field) { return field.key == key; });
  return found == metadata.fields.end() ? nullptr : &*found;
}

void append_member(std::string& out, std::string_view key, std::string_view json) {
  if (out.back() != '{') out += ',';
  append_json_string(out, key);
  out += ':';
  out += json;
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace

void MetricsCsv::append_text(std::string& out, std::string_view text) const {
  const std::string shown = escapes_ == Escapes::Raw ? std::string(text) : printable(text, Tabs::Escape);
  if (!shown.empty() && shown.find_first_of(",\"\r\n") == std::string::npos) {
    out += shown;
    return;
  }
  out += '"';
  for (const char c : shown) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string MetricsCsv::heading() const {
  std::string out = "_run,_time";
  for (const std::string& key : keys_) {
    out += ',';
    append_text(out, key);
  }
  return out + "\n";
}

void MetricsCsv::append(std::string& out, std::string_view run_id, const MetricsEntry& entry) {
  std::fill(row_.begin(), row_.end(), nullptr);
  for (const MetadataField& field : entry.metadata.fields) {
    const auto column = columns_.find(field.key);
    if (column != columns_.end()) row_[column->second] = &field;
  }
  out += run_id;
  out += ',';
  out += format_utc(entry.record.ts);
  for (const MetadataField* field : row_) {
    out += ',';
    if (field != nullptr && field->type != Type::Null) append_text(out, field->text);
  }
  out += '\n';
}

MetricsCsv::MetricsCsv(std::vector<std::string> keys, Escapes escapes)
    : keys_(std::move(keys)), escapes_(escapes), row_(keys_.size()) {
  for (std::size_t i = 0; i < keys_.size(); ++i) columns_.emplace(keys_[i], i);
}

void append_metrics_json(std::string& out, std::string_view run_id, const MetricsEntry& entry,
                         const std::vector<std::string>& keys) {
  std::string fields = "{";
  std::string not_finite = "{";
  const auto add = [&](const MetadataField& field) {
    std::string value;
    append_strict_json(value, entry.metadata, field);
    append_member(fields, field.key, value);
    if (value != field.json) append_member(not_finite, field.key, json_string(field.json));
  };
  if (keys.empty()) {
    for (const MetadataField& field : entry.metadata.fields) add(field);
  }
  for (const std::string& key : keys) {
    if (const MetadataField* field = field_of(entry.metadata, key)) add(*field);
  }
  std::string line = R"({"run":)" + json_string(run_id) + R"(,"seq":)";
  append_json_number(line, entry.record.seq);
  line += R"(,"time":")" + format_utc(entry.record.ts) + R"(","stream":")" + std::string(name(entry.record.stream)) +
          R"(","fields":)" + fields + "}";
  if (not_finite.size() > 1) line += R"(,"not_finite":)" + not_finite + "}";
  out += printable_json(line + "}");
  out += '\n';
}

}  // namespace logwrap
