#include "tests/fuzz/config_property.hpp"

#include <algorithm>
#include <set>

#include "lib/base/printer.hpp"
#include "lib/config/keys.hpp"
#include "lib/config/yaml.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kLongestMessage = 400;

bool is_message(const std::string& text) {
  return !text.empty() && text.size() <= kLongestMessage && text == printable(text, Tabs::Escape);
}

bool within(Position at, std::string_view text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  return at.line >= 1 && at.line <= lines && at.column >= 1 && at.column <= static_cast<int>(text.size()) + 1;
}

bool in_range(const Config& config) {
  return config.window_rows >= 1 && config.window_rows <= 1000 && config.window_columns >= 20 &&
         config.window_columns <= 1000 && config.linger.count() >= 0 && config.linger.count() <= 60'000 &&
         (config.state_dir.empty() || config.state_dir.front() == '/');
}

std::optional<std::string> value_violation(Key key, std::string_view value) {
  Config config;
  const auto problem = set_value(config, key, value, {Source::UserFile, "/home/ada", "/somewhere"});
  if (problem && !is_message(*problem)) return "a refusal that is not a message: " + *problem;
  if (problem && config != Config{}) return "a refused value changed the settings";
  if (!in_range(config)) return "a value out of range was taken";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> config_violation(std::string_view text) {
  const YamlMapping entries = read_yaml_mapping(text);
  if (!entries) {
    if (!within(entries.error().at, text)) return "a problem outside the text";
    if (!is_message(entries.error().message)) return "a problem that is not a message: " + entries.error().message;
    return std::nullopt;
  }
  std::set<std::string> keys;
  for (const YamlEntry& entry : *entries) {
    if (!keys.insert(entry.key).second) return "a key came twice";
    if (!within(entry.key_at, text) || !within(entry.value_at, text)) return "an entry outside the text";
    for (const KeyInfo& known : config_keys()) {
      if (auto violation = value_violation(known.key, entry.value)) return violation;
    }
  }
  return std::nullopt;
}

}  // namespace logwrap
