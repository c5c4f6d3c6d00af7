#include "tests/fuzz/interpret_property.hpp"

#include <simdjson.h>

#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/base/utf8.hpp"
#include "lib/interpret/level.hpp"
#include "lib/interpret/loose_json.hpp"
#include "lib/interpret/metadata.hpp"
#include "lib/interpret/near_metadata.hpp"
#include "lib/interpret/x_axis.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace {

using Violation = std::optional<std::string>;

enum class Dom { Object, NoObject, NumberItCannotHold };

/// `depth`: what lies deeper is no object for this look.
Dom dom(std::string_view text, std::size_t depth) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (text.empty() || text.front() != '{' || text.back() != '}') return Dom::NoObject;
  if (parser.allocate(text.size(), depth) != simdjson::SUCCESS) return Dom::NoObject;
  const auto error = parser.parse(std::string(text)).get(object);
  if (error == simdjson::SUCCESS) return Dom::Object;
  // By the message, because the codes for these differ between versions.
  const std::string_view message = simdjson::error_message(error);
  const bool number =
      message.find("number") != std::string_view::npos || message.find("integer") != std::string_view::npos;
  return number ? Dom::NumberItCannotHold : Dom::NoObject;
}

std::string keys(const Metadata& metadata) {
  std::string out;
  for (const MetadataField& field : metadata.fields) out += printable(field.key, Tabs::Escape) + "\n";
  return out;
}

Violation fields_violation(const Metadata& metadata) {
  if (metadata.fields.size() > MetadataParser::kMaxFields) return "more fields than are kept";
  for (const MetadataField& field : metadata.fields) {
    const char* end = metadata.json.data() + metadata.json.size();
    if (field.json.data() < metadata.json.data() || field.json.data() + field.json.size() > end || field.json.empty())
      return "a value that is not within the line";
    if (field.key.size() > MetadataParser::kMaxKeyBytes) return "a key that is too long";
    if (valid_utf8(field.key) != field.key || valid_utf8(field.text) != field.text) return "a text that is not UTF-8";
    if ((field.type == MetadataField::Type::Number) != field.number.has_value()) return "a number without a value";
  }
  return std::nullopt;
}

Violation strict_violation(const Metadata& metadata) {
  std::string strict;
  append_strict_json(strict, metadata);
  if (dom(strict, 2 * MetadataParser::kMaxDepth) == Dom::NoObject) return "a strict form that is no JSON: " + strict;
  MetadataParser parser;
  const Metadata* again = parser.parse(strict);
  if (again == nullptr) return "a strict form that is no metadata: " + strict;
  if (!again->not_finite.empty()) return "a strict form that is not strict: " + strict;
  if (keys(*again) != keys(metadata) || again->left_out != metadata.left_out) return "a strict form with other keys";
  if (metadata.not_finite.empty() && strict != metadata.json) return "a strict form that changes more than it must";
  return std::nullopt;
}

Violation x_violation(XAxis& axis, const Metadata& metadata) {
  axis.add(metadata);
  Record record;
  record.kind = Kind::Metadata;
  record.x = axis.x_of(metadata);
  if (!record.x) return std::nullopt;
  std::string json;
  append_json_line(json, record);
  const Result<Record> back = parse_record(json);
  if (!back || *back != record) return "an X value that does not come back: " + json;
  return std::nullopt;
}

Violation line_violation(MetadataParser& used, XAxis& axis, std::string_view line) {
  const Metadata* metadata = used.parse(line);
  const Dom expected = dom(line, MetadataParser::kMaxDepth - 8);
  if (metadata == nullptr && expected == Dom::Object) return "JSON that is no metadata: " + std::string(line);
  (void)find_level(line);
  if (metadata != nullptr) (void)find_level(*metadata);
  const std::optional<std::string> hint = near_metadata(line);
  if (hint && (metadata != nullptr || printable(*hint, Tabs::Escape) != *hint)) return "a hint: " + *hint;
  if (metadata == nullptr) return std::nullopt;
  const auto loose = read_loose_json(line);
  if (loose && (loose->length != line.size() || loose->slips.bits != 0)) return "metadata with slips";
  if (metadata->json != line) return "another line than was given";
  if (auto violation = fields_violation(*metadata)) return violation;
  if (auto violation = strict_violation(*metadata)) return violation;
  return x_violation(axis, *metadata);
}

}  // namespace

std::optional<std::string> interpret_violation(std::string_view text) {
  static MetadataParser used;  // kept, so that what one input leaves behind is seen in the next
  XAxis axis;
  while (true) {
    const std::size_t end = text.find('\n');
    if (auto violation = line_violation(used, axis, text.substr(0, end))) return violation;
    if (end == std::string_view::npos) return std::nullopt;
    text.remove_prefix(end + 1);
  }
}

}  // namespace logwrap
