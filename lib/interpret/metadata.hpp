// Metadata: a line that is one JSON object, taken apart into what tables and plots show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/interpret/json_number.hpp"

namespace logwrap {

struct MetadataField {
  enum class Type : std::uint8_t {
    Null,
    Bool,
    Number,
    Text,
    Json,  ///< an array, an empty object, or an object that is nested deeper than kMaxNesting
  };
  /// Unescaped, valid UTF-8; the keys of nested objects joined with dots: {"eval":{"loss":1}} has the key eval.loss.
  std::string_view key;
  /// The value as it was printed, without blanks around it.
  std::string_view json;
  /// The value for people: of Text the string itself, else as `json`.
  std::string_view text;
  Type type = Type::Null;
  /// Of Type::Number.
  std::optional<JsonNumber> number;
};

/// NaN, Infinity or -Infinity, which strict JSON does not know.
struct NotFinite {
  std::optional<std::string_view> key;  ///< of the field in which it stands, unless that is left out
  std::string_view token;
};

struct Metadata {
  /// The line.
  std::string_view json;
  /// In the order in which they were printed; of several with the same key the last, as Python and jq have it.
  std::vector<MetadataField> fields;
  /// Fields beyond kMaxFields, and those whose keys are longer than kMaxKeyBytes.
  std::size_t left_out = 0;
  /// In the order in which they were printed.
  std::vector<NotFinite> not_finite;
};

class MetadataParser {
 public:
  static constexpr std::size_t kMaxFields = 1024;   ///< of one line; more are left out and counted
  static constexpr std::size_t kMaxKeyBytes = 256;  ///< joined; a field with a longer key is left out and counted
  static constexpr unsigned kMaxNesting = 16;       ///< an object below it is not taken apart: Type::Json
  static constexpr unsigned kMaxDepth = 256;        ///< of objects and arrays; a line that is deeper is no metadata

  MetadataParser();
  ~MetadataParser();
  MetadataParser(const MetadataParser&) = delete;
  MetadataParser& operator=(const MetadataParser&) = delete;
  MetadataParser(MetadataParser&&) noexcept;
  MetadataParser& operator=(MetadataParser&&) noexcept;

  /// The line taken apart, or nullptr where it is no metadata: that is one JSON object (RFC 8259) from the first byte
  /// to the last, in which Python's NaN, Infinity and -Infinity count as numbers. A string with half a surrogate pair
  /// is no text and makes the line none. The answer is valid until the next call, and uses nothing of `line`. A line
  /// that does not begin with { and end with } costs no more than to look at these two bytes. Room: the longest line
  /// seen, some times over.
  [[nodiscard]] const Metadata* parse(std::string_view line);

 private:
  struct Walk;
  std::unique_ptr<Walk> walk_;
};

/// Appends the line as strict JSON: each NaN, Infinity and -Infinity as null, all else as it was printed.
void append_strict_json(std::string& out, const Metadata& metadata);
/// Likewise the value of one of its fields.
void append_strict_json(std::string& out, const Metadata& metadata, const MetadataField& field);
/// The keys whose values append_strict_json changes, each once, in the order in which they were printed, but for those
/// of fields that were left out.
[[nodiscard]] std::vector<std::string_view> not_finite_keys(const Metadata& metadata);

}  // namespace logwrap
