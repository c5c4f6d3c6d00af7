// TextMetadata: the numbers in lines of plain text, by the user's patterns, so that a job that prints no JSON has
// tables and plots, too.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pattern/line_pattern.hpp"

namespace logwrap {

class TextMetadata {
 public:
  /// `patterns`: a list of LinePatterns; those that cannot be used are passed over.
  explicit TextMetadata(std::string_view patterns);

  [[nodiscard]] bool empty() const { return patterns_.empty(); }
  /// What `line` says, as the JSON object that a job could have printed: by the first pattern that it matches and that
  /// has a number in it. Numbers are as they were printed, as far as JSON has them so; all else is text; what is empty
  /// is left out. Valid until the next call.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view line);

 private:
  enum class Holds { Number, TextOnly };
  Holds write(const std::vector<LinePattern::Capture>& captures);

  std::vector<LinePattern> patterns_;
  std::vector<LinePattern::Capture> captures_;
  std::string json_;
};

/// `text` as a JSON number, or as one of NaN, Infinity and -Infinity: what programs print that JSON has not (+1,
/// .5, 1., 007, nan, inf) in JSON's way, all else as it is. Nothing where it is no number.
[[nodiscard]] std::optional<std::string> json_number_of(std::string_view text);

}  // namespace logwrap
