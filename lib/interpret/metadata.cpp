#include "lib/interpret/metadata.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <numeric>

namespace logwrap {

namespace {

namespace ondemand = simdjson::ondemand;

/// A token as simdjson gives it reaches to the next one.
std::string_view without_blanks_behind(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

/// Removes all fields but the last of each key, and keeps the order.
void keep_last_of_each_key(std::vector<MetadataField>& fields) {
  std::vector<std::size_t> order(fields.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&fields](std::size_t a, std::size_t b) { return fields[a].key < fields[b].key; });
  std::vector<bool> again(fields.size());
  for (std::size_t i = 0; i + 1 < order.size(); ++i) again[order[i]] = fields[order[i]].key == fields[order[i + 1]].key;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!again[i]) fields[kept++] = fields[i];
  }
  fields.resize(kept);
}

/// Few fields are compared with each other: that costs less than to sort them.
bool has_a_key_twice(const std::vector<MetadataField>& fields) {
  constexpr std::size_t kFew = 32;
  if (fields.size() > kFew) return true;  // perhaps
  for (std::size_t i = 1; i < fields.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (fields[i].key == fields[j].key) return true;
    }
  }
  return false;
}

}  // namespace

/// simdjson's On Demand parser checks only what is visited, so every value is. (Its DOM is stricter and quicker, but
/// knows no NaN and no integers beyond 64 bits, and does not keep how a number was printed.)
struct MetadataParser::Walk {
  Metadata metadata;

  bool line(std::string_view text) {
    metadata.fields.clear();
    metadata.not_finite.clear();
    metadata.left_out = 0;
    keys_.clear();
    keys_.reserve(kMaxFields * kMaxKeyBytes);  // for all there can be, so that no view dangles
    path_.clear();
    const std::size_t room = text.size() + simdjson::SIMDJSON_PADDING;
    if (padded_.size() < room) padded_.resize(room);
    std::memcpy(padded_.data(), text.data(), text.size());
    std::memset(padded_.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);  // nothing of an earlier line
    metadata.json = std::string_view(padded_).substr(0, text.size());
    ondemand::object root;
    if (parser_.iterate(padded_.data(), text.size(), padded_.size()).get(document_) != simdjson::SUCCESS) return false;
    if (document_.get_object().get(root) != simdjson::SUCCESS || !members(root, 1, 1)) return false;
    if (document_.current_location().error() != simdjson::OUT_OF_BOUNDS) return false;
    if (has_a_key_twice(metadata.fields)) keep_last_of_each_key(metadata.fields);
    return true;
  }

 private:
  /// `nesting` counts the objects that are taken apart, `depth` objects and arrays.
  bool members(ondemand::object& object, unsigned nesting, unsigned depth) {
    if (depth > kMaxDepth) return false;
    const std::size_t outer = path_.size();
    for (auto field : object) {
      std::string_view key;
      ondemand::value value;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
      if (field.value().get(value) != simdjson::SUCCESS) return false;
      if (nesting > 1) path_ += '.';
      path_ += key;
      if (!member(value, nesting, depth)) return false;
      path_.resize(outer);
    }
    return true;
  }

  bool member(ondemand::value& value, unsigned nesting, unsigned depth) {
    const std::string_view token = value.raw_json_token();
    MetadataField field;
    if (token.front() == '{' && nesting < kMaxNesting) {
      ondemand::object nested;
      const std::size_t before = members_;
      if (value.get_object().get(nested) != simdjson::SUCCESS || !members(nested, nesting + 1, depth + 1)) return false;
      if (members_ != before) return true;
      field.type = MetadataField::Type::Json;
      field.json = up_to_here(token);
      add(field);
      return true;
    }
    const std::size_t noted = metadata.not_finite.size();
    if (!leaf(value, token, field, depth)) return false;
    const std::optional<std::string_view> key = add(field);
    for (std::size_t i = noted; i < metadata.not_finite.size(); ++i) metadata.not_finite[i].key = key;
    return true;
  }

  bool leaf(ondemand::value& value, std::string_view token, MetadataField& field, unsigned depth) {
    switch (token.front()) {
      case '{':
      case '[':
        field.type = MetadataField::Type::Json;
        if (!nested(value, token, depth)) return false;
        field.json = up_to_here(token);
        return true;
      case '"':
        field.type = MetadataField::Type::Text;
        field.json = without_blanks_behind(token);
        return value.get_string().get(field.text) == simdjson::SUCCESS;
      default:
        field.json = without_blanks_behind(token);
        return scalar(field);
    }
  }

  /// true, false, null, or a number; NaN and the infinities are noted.
  bool scalar(MetadataField& field) {
    if (field.json == "null") return true;
    if (field.json == "true" || field.json == "false") {
      field.type = MetadataField::Type::Bool;
      return true;
    }
    field.type = MetadataField::Type::Number;
    field.number = parse_json_number(field.json);
    if (!field.number) return false;
    const bool strict = field.json.back() <= '9';
    if (!strict) metadata.not_finite.push_back({std::nullopt, field.json});  // member() adds the key
    return true;
  }

  /// Visits what is kept as text: all of it, because what is not visited is not checked.
  bool nested(ondemand::value& value, std::string_view token, unsigned depth) {
    if (depth >= kMaxDepth) return false;
    const auto visit = [&](auto&& child) {
      ondemand::value inner;
      if (std::forward<decltype(child)>(child).get(inner) != simdjson::SUCCESS) return false;
      MetadataField unused;
      return leaf(inner, inner.raw_json_token(), unused, depth + 1);
    };
    if (token.front() == '[') {
      ondemand::array array;
      if (value.get_array().get(array) != simdjson::SUCCESS) return false;
      for (auto element : array) {
        if (!visit(element)) return false;
      }
      return true;
    }
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object) {
      if (field.unescaped_key().error() != simdjson::SUCCESS || !visit(field.value())) return false;
    }
    return true;
  }

  /// A value that was visited, from its first token to the one that comes now. Empty where none comes, which members()
  /// finds to be a fault.
  std::string_view up_to_here(std::string_view token) {
    const char* here = nullptr;
    if (document_.current_location().get(here) != simdjson::SUCCESS) return {};
    return without_blanks_behind({token.data(), static_cast<std::size_t>(here - token.data())});
  }

  /// Answers the key, unless the field is left out.
  std::optional<std::string_view> add(MetadataField field) {
    ++members_;
    if (metadata.fields.size() == kMaxFields || path_.size() > kMaxKeyBytes) {
      ++metadata.left_out;
      return std::nullopt;
    }
    keys_ += path_;
    field.key = std::string_view(keys_).substr(keys_.size() - path_.size());
    if (field.type != MetadataField::Type::Text) field.text = field.json;
    metadata.fields.push_back(field);
    return field.key;
  }

  ondemand::parser parser_;
  ondemand::document document_;
  std::string padded_;       // the line, and what simdjson may read beyond it
  std::string path_;         // the key of what is visited, with those of the objects around it
  std::string keys_;         // of the fields
  std::size_t members_ = 0;  // visited, ever
};

MetadataParser::MetadataParser() : walk_(std::make_unique<Walk>()) {}
MetadataParser::~MetadataParser() = default;
MetadataParser::MetadataParser(MetadataParser&&) noexcept = default;
MetadataParser& MetadataParser::operator=(MetadataParser&&) noexcept = default;

const Metadata* MetadataParser::parse(std::string_view line) {
  if (line.size() < 2 || line.front() != '{' || line.back() != '}') return nullptr;
  return walk_->line(line) ? &walk_->metadata : nullptr;
}

namespace {

/// Of `part` of the line.
void append_strict_json(std::string& out, const Metadata& metadata, std::string_view part) {
  const char* from = part.data();
  const char* const end = from + part.size();
  for (const NotFinite& place : metadata.not_finite) {
    const char* const token = place.token.data();
    if (token < from || token >= end) continue;
    out.append(from, token);
    out += "null";
    from = token + place.token.size();
  }
  out.append(from, end);
}

}  // namespace

void append_strict_json(std::string& out, const Metadata& metadata) {
  append_strict_json(out, metadata, metadata.json);
}

void append_strict_json(std::string& out, const Metadata& metadata, const MetadataField& field) {
  append_strict_json(out, metadata, field.json);
}

std::vector<std::string_view> not_finite_keys(const Metadata& metadata) {
  std::vector<std::string_view> keys;
  for (const NotFinite& place : metadata.not_finite) {
    if (place.key && std::find(keys.begin(), keys.end(), *place.key) == keys.end()) keys.push_back(*place.key);
  }
  return keys;
}

}  // namespace logwrap
