// LogQuery: a LogQL query, put together from parts of which each is quoted: whatever a job, a label or a person says,
// it stays a text within the query and never becomes a part of it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logwrap {

/// How a label's or a field's value is compared. Patterns are RE2's, and have to match the whole value.
enum class Match { Is, IsNot, Like, Unlike };

class LogQuery {
 public:
  /// By a label of the stream, which is indexed. `name` passes is_label_name; what does not is left out, as is a
  /// comparison that nothing but absence fulfils.
  LogQuery& label(std::string_view name, Match match, std::string_view value);
  /// By structured metadata, or by a label: Loki looks for both.
  LogQuery& field(std::string_view name, Match match, std::string_view value);
  /// One of two fields has the value.
  LogQuery& either_field(std::string_view name, std::string_view other, std::string_view value);
  /// Lines that contain `text`.
  LogQuery& contains(std::string_view text);
  /// Lines in which the RE2 pattern is found.
  LogQuery& matches(std::string_view pattern);

  /// Loki refuses a query that names no stream: one without labels asks for all.
  [[nodiscard]] std::string text() const;

 private:
  std::string labels_;
  std::string lines_;
  std::string fields_;
};

/// `text` as a LogQL string, in quotation marks: as Go's strconv.Unquote reads it. Bytes that are not UTF-8 are
/// escaped.
[[nodiscard]] std::string logql_string(std::string_view text);

/// An RE2 pattern that matches each of the values, and nothing else.
[[nodiscard]] std::string any_of_values(std::span<const std::string> values);

/// Whether an RE2 pattern has no character that means anything but itself.
[[nodiscard]] bool is_literal(std::string_view pattern);

/// Of a URL: all bytes but letters, digits, -, ., _ and ~ as %NN.
[[nodiscard]] std::string url_encoded(std::string_view text);

}  // namespace logwrap
