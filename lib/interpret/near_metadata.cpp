#include "lib/interpret/near_metadata.hpp"

#include <array>
#include <utility>
#include <vector>

#include "lib/interpret/loose_json.hpp"

namespace logwrap {

namespace {

constexpr std::string_view kBlanks = " \t\r";

constexpr std::array<std::pair<Slip, std::string_view>, 8> kSlips = {{
    {Slip::SingleQuotes, "it has single quotes, as Python prints a dict"},
    {Slip::PythonWord, "it says True, False or None for true, false or null"},
    {Slip::PythonNumber, "it says nan or inf for NaN or Infinity"},
    {Slip::Call, "it holds an object such as tensor(...) that is no number, but of which float() makes one"},
    {Slip::Tuple, "it has ( ) for [ ]"},
    {Slip::TrailingComma, "a comma follows its last value"},
    {Slip::BareKey, "not all of its keys are in double quotes"},
    {Slip::BadText, "a text in it has a control character, or an escape that JSON does not know"},
}};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

std::string sentence(const std::vector<std::string_view>& reasons) {
  std::string out = "a line was nearly metadata, but ";
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (i > 0) out += i + 1 < reasons.size() ? ", " : " and ";
    out += reasons[i];
  }
  return out + "; print one JSON object alone on its line, in Python with print(json.dumps(values))";
}

/// Where an array of objects, or the first object, begins; npos where there is none.
std::size_t start_of_json(std::string_view line) {
  const std::size_t brace = line.find('{');
  if (brace == std::string_view::npos) return brace;
  const std::string_view before = trimmed(line.substr(0, brace));
  return before == "[" ? line.find('[') : brace;
}

/// Whether `text` is objects only, with blanks or commas between them.
bool is_more_objects(std::string_view text) {
  while (!text.empty()) {
    const std::size_t next = text.find_first_not_of(", \t\r");
    if (next == std::string_view::npos) return true;
    text.remove_prefix(next);
    const auto object = text.front() == '{' ? read_loose_json(text) : std::nullopt;
    if (!object) return false;
    text.remove_prefix(object->length);
  }
  return true;
}

}  // namespace

std::optional<std::string> near_metadata(std::string_view line) {
  if (line.size() > kMaxNearMetadataBytes) return std::nullopt;
  const std::size_t start = start_of_json(line);
  if (start == std::string_view::npos) return std::nullopt;
  const auto value = read_loose_json(line.substr(start));
  if (!value || value->members == 0) return std::nullopt;

  const std::string_view before = line.substr(0, start);
  const std::string_view after = line.substr(start + value->length);
  const bool text_before = !trimmed(before).empty();
  const bool more_objects = !trimmed(after).empty() && is_more_objects(after);
  const bool text_after = !trimmed(after).empty() && !more_objects;
  if (text_before && text_after) return std::nullopt;  // a sentence, or code
  if (value->slips.has(Slip::BareKey) && (text_before || text_after)) return std::nullopt;

  std::vector<std::string_view> reasons;
  if (text_before) reasons.emplace_back("there is text before it");
  if (text_after) reasons.emplace_back("there is text after it");
  if (!text_before && !text_after && !more_objects && (!before.empty() || !after.empty()))
    reasons.emplace_back("there are blanks around it");
  if (line[start] == '[') reasons.emplace_back("it is an array");
  if (more_objects) reasons.emplace_back("there are several objects on it");
  for (const auto& [slip, reason] : kSlips) {
    if (value->slips.has(slip)) reasons.push_back(reason);
  }
  if (reasons.empty()) return std::nullopt;
  return sentence(reasons);
}

}  // namespace logwrap
