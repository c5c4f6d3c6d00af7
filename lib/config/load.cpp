#include "lib/config/load.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "lib/base/printer.hpp"
#include "lib/base/suggest.hpp"
#include "lib/config/file.hpp"
#include "lib/config/quote.hpp"
#include "lib/config/yaml.hpp"

namespace logwrap {

namespace {

/// The message of what is wrong; nothing where all is well.
using Problem = std::optional<std::string>;

std::string at(const std::string& name, const Position& position) {
  return name + ":" + std::to_string(position.line) + ":" + std::to_string(position.column) + ": ";
}

std::string unknown_key(std::string_view typed) {
  std::vector<std::string> names;
  std::string all;
  for (const KeyInfo& known : config_keys()) {
    all += (all.empty() ? "" : ", ") + std::string(known.name);
    names.emplace_back(known.name);
  }
  const std::string near = nearest_word(typed, names);
  const std::string hint = near.empty() ? " (there are " + all + ")" : " (did you mean \"" + near + "\"?)";
  return "unknown key " + quoted_value(typed) + hint;
}

/// Of the keys that decide what is recorded no source loosens what another one says.
bool keeps_secrets(Key key) {
  return key == Key::Mode || key == Key::Commands;
}

/// `config` after a source was read, `before` it: both are to be obeyed. A command that one of them wants to have
/// obeyed and the other not may restrict: what it silences must not be recorded, and what it would lay open need not
/// be.
void keep_secrets(Config& config, const Config& before) {
  config.mode = std::max(config.mode, before.mode);
  if (config.commands != before.commands) config.commands = Commands::Restrict;
}

/// The home of a user that one was before (`runuser`), or that an image is made for: nothing of one's own is there.
bool is_anothers_and_closed(const std::string& home) {
  if (::faccessat(AT_FDCWD, home.c_str(), X_OK, AT_EACCESS) == 0 || errno != EACCES) return false;
  struct stat status {};
  return ::stat(home.c_str(), &status) != 0 || status.st_uid != ::geteuid();
}

class Merger {
 public:
  explicit Merger(const ConfigSources& sources) : sources_(sources) {}

  /// A file that does not exist is no source; `must_exist` makes that a problem.
  enum class Presence { Optional, Required };
  Problem merge_file(Source source, const std::string& path, const std::string& name, Presence presence) {
    const auto text = read_small_file(path, kMaxConfigFileBytes);
    if (!text) return name + ": " + describe(text.error());
    if (!*text) {
      if (presence == Presence::Optional) return std::nullopt;
      return name + ": there is no such file; give the path of one, or leave --config out";
    }
    const YamlMapping entries = read_yaml_mapping(**text);
    if (!entries) return at(name, entries.error().at) + entries.error().message;
    Problem first;
    for (const YamlEntry& entry : *entries) {
      Problem problem = merge_entry(source, entry, name);
      if (!first) first = std::move(problem);
    }
    return first;
  }

  Problem merge_environment() {
    if (!sources_.environment) return std::nullopt;
    for (const KeyInfo& known : config_keys()) {
      const std::string name(known.variable);
      const std::optional<std::string> value = sources_.environment(name);
      if (!value || value->empty()) continue;
      if (auto problem = set(known.key, *value, {Source::Environment, name, {}})) return name + ": " + *problem;
    }
    return std::nullopt;
  }

  Problem merge_flags() {
    for (const KeyInfo& known : config_keys()) {
      const std::optional<std::string>& value = sources_.flags[known.key];
      const std::string name(known.flag);
      if (!value) continue;
      if (auto problem = set(known.key, *value, {Source::Flag, name, {}})) return name + ": " + *problem;
    }
    return std::nullopt;
  }

  [[nodiscard]] LoadedConfig take() { return std::move(loaded_); }

 private:
  Problem merge_entry(Source source, const YamlEntry& entry, const std::string& name) {
    const std::optional<Key> key = key_named(entry.key);
    if (!key) return at(name, entry.key_at) + unknown_key(entry.key);
    const std::string where = name + ":" + std::to_string(entry.key_at.line);
    const Problem problem = set(*key, entry.value, {source, where, {}});
    if (!problem) return std::nullopt;
    return at(name, entry.value_at) + entry.key + ": " + *problem;
  }

  Problem set(Key key, std::string_view value, Origin origin) {
    const ValueContext context{origin.source, sources_.home, sources_.working_directory, sources_.uid};
    const Config before = loaded_.config;
    auto problem = set_value(loaded_.config, key, value, context);
    Origin& known = loaded_.origins[key];
    if (known.source != Source::Default) keep_secrets(loaded_.config, before);
    const bool counts = known.source == Source::Default || !keeps_secrets(key) || loaded_.config != before;
    if (!problem && counts) {
      origin.value = printable(value, Tabs::Escape);
      known = std::move(origin);
    }
    return problem;
  }

  const ConfigSources& sources_;  // outlives the merger
  LoadedConfig loaded_;
};

}  // namespace

void throw_exception_from_error(const ConfigError& error, const boost::source_location&) {
  throw std::runtime_error(error.message);
}

ConfigSources process_config_sources() {
  ConfigSources sources;
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  const std::optional<std::string> home = sources.environment("HOME");
  if (home && home->starts_with("/") && !is_anothers_and_closed(*home)) sources.home = home;
  sources.uid = ::geteuid();
  std::error_code ignored;  // a working directory that was removed: a relative path then stays relative
  sources.working_directory = std::filesystem::current_path(ignored).string();
  return sources;
}

ConfigResult load_config(const ConfigSources& sources) {
  using Kind = ConfigError::Kind;
  using Presence = Merger::Presence;
  Merger merger(sources);
  Problem file_problem;
  if (sources.config_file) {
    const std::string name = sources.config_file->empty() ? "--config" : printable(*sources.config_file, Tabs::Escape);
    auto problem = merger.merge_file(Source::SystemFile, *sources.config_file, name, Presence::Required);
    if (problem) return ConfigError{Kind::Usage, *std::move(problem)};
  } else {
    const std::string name = printable(sources.system_file, Tabs::Escape);
    file_problem = merger.merge_file(Source::SystemFile, sources.system_file, name, Presence::Optional);
  }
  if (sources.home) {
    const std::string name = std::string("~/") + kUserConfigFile;
    Problem problem =
        merger.merge_file(Source::UserFile, *sources.home + "/" + kUserConfigFile, name, Presence::Optional);
    if (!file_problem) file_problem = std::move(problem);
  }
  if (auto problem = merger.merge_environment()) return ConfigError{Kind::Usage, *std::move(problem)};
  if (auto problem = merger.merge_flags()) return ConfigError{Kind::Usage, *std::move(problem)};
  if (file_problem) return ConfigError{Kind::File, *std::move(file_problem), merger.take().config};
  return merger.take();
}

}  // namespace logwrap
