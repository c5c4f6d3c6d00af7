#include "lib/doctor/local.hpp"

#include <algorithm>

namespace logwrap {

namespace {

constexpr char kPart[] = "configuration";
constexpr std::size_t kDefaultsColumns = 90;

std::string padded(std::string_view text, std::size_t columns) {
  std::string out(text);
  out.resize(std::max(columns, text.size()), ' ');
  return out;
}

/// As it was written; but where sources differ about commands, what holds is neither's.
std::string value_of(const LoadedConfig& loaded, Key key) {
  const std::string& written = loaded.origins[key].value;
  const bool neither = key == Key::Commands && loaded.config.commands == Commands::Restrict && written != "restrict";
  return neither ? "restrict, as sources differ" : written;
}

std::vector<std::string> listed_settings(const LoadedConfig& loaded) {
  std::size_t name_columns = 0;
  std::size_t value_columns = 0;
  for (const KeyInfo& key : config_keys()) {
    const Origin& origin = loaded.origins[key.key];
    if (origin.source == Source::Default) continue;
    name_columns = std::max(name_columns, key.name.size());
    value_columns = std::max(value_columns, value_of(loaded, key.key).size());
  }
  std::vector<std::string> lines;
  for (const KeyInfo& key : config_keys()) {
    const Origin& origin = loaded.origins[key.key];
    if (origin.source == Source::Default) continue;
    lines.push_back(padded(key.name, name_columns) + "  " + padded(value_of(loaded, key.key), value_columns) + "  " +
                    origin.where);
  }
  return lines;
}

/// "default: pty, window, ...", in lines that a terminal has room for.
std::vector<std::string> listed_defaults(const LoadedConfig& loaded) {
  std::vector<std::string> lines{"default: "};
  for (const KeyInfo& key : config_keys()) {
    if (loaded.origins[key.key].source != Source::Default) continue;
    if (lines.back().size() + key.name.size() > kDefaultsColumns) lines.emplace_back("         ");
    lines.back() += std::string(key.name) + ", ";
  }
  for (std::string& line : lines) line.pop_back();
  lines.back().pop_back();
  return lines;
}

}  // namespace

Finding look_at_settings(const ConfigResult& loaded) {
  if (!loaded) {
    const bool file = loaded.error().kind == ConfigError::Kind::File;
    const std::string advice = file ? "put it right: until then jobs run, and nothing is recorded"
                                    : "put it right: until then no job is started";
    return {kPart, Health::Failed, loaded.error().message, advice, {}};
  }
  std::vector<std::string> lines = listed_settings(*loaded);
  const auto keys = config_keys();
  const auto set = std::count_if(keys.begin(), keys.end(), [&loaded](const KeyInfo& key) {
    return loaded->origins[key.key].source != Source::Default;
  });
  const std::string what = std::to_string(keys.size()) + " settings, " + std::to_string(set) + " of them set";
  for (std::string& line : listed_defaults(*loaded)) lines.push_back(std::move(line));
  return {kPart, Health::Ok, what, "", std::move(lines)};
}

}  // namespace logwrap
