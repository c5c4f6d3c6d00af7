#include "lib/interpret/text_metadata.hpp"

#include <algorithm>

#include "lib/base/ascii.hpp"
#include "lib/interpret/json_number.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::optional<std::string> not_finite(std::string_view sign, std::string_view word) {
  if (equals_ignoring_case(word, "nan")) return "NaN";
  if (equals_ignoring_case(word, "inf") || equals_ignoring_case(word, "infinity"))
    return std::string(sign) + "Infinity";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> json_number_of(std::string_view text) {
  const std::string_view sign = text.starts_with('-') ? "-" : "";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (auto word = not_finite(sign, text)) return word;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string_view whole = text.substr(0, digits);
  std::string_view rest = text.substr(digits);
  const bool fraction = rest.size() > 1 && rest[0] == '.' && is_digit(rest[1]);
  if (whole.empty() && !fraction) return std::nullopt;
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  std::string number = std::string(sign) + (whole.empty() ? "0" : std::string(whole));
  number += rest;
  const std::size_t point = number.find('.');
  if (point != std::string::npos && (point + 1 == number.size() || !is_digit(number[point + 1])))
    number.insert(point + 1, "0");
  return parse_json_number(number) ? std::optional(number) : std::nullopt;
}

TextMetadata::TextMetadata(std::string_view patterns) {
  each_line(patterns, [this](std::string_view pattern, int) {
    if (!line_pattern_problem(pattern)) patterns_.emplace_back(pattern);
  });
}

std::optional<std::string_view> TextMetadata::find(std::string_view line) {
  for (const LinePattern& pattern : patterns_) {
    if (pattern.match(line, captures_) && write(captures_) == Holds::Number) return json_;
  }
  return std::nullopt;
}

TextMetadata::Holds TextMetadata::write(const std::vector<LinePattern::Capture>& captures) {
  json_.clear();
  Holds holds = Holds::TextOnly;
  for (const auto& [name, printed] : captures) {
    const std::string_view text = trimmed(printed);
    if (text.empty()) continue;
    json_ += json_.empty() ? "{" : ", ";
    append_json_string(json_, name);
    json_ += ": ";
    if (const std::optional<std::string> number = json_number_of(text)) {
      json_ += *number;
      holds = Holds::Number;
    } else {
      append_json_string(json_, text);
    }
  }
  json_ += '}';
  return holds;
}

}  // namespace logwrap
