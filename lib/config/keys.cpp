#include "lib/config/keys.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "lib/base/suggest.hpp"
#include "lib/config/quote.hpp"

namespace logwrap {

namespace {

constexpr std::array<KeyInfo, kKeyCount> kKeys = {{
    {Key::StateDir, "state_dir", "LOGWRAP_STATE_DIR", "--state-dir", "an absolute path, or one that starts with ~/",
     "$XDG_STATE_HOME/logwrap", "/scratch/me/logwrap", "where runs are kept"},
    {Key::Pty, "pty", "LOGWRAP_PTY", "--pty", "auto, always or never", "auto", "never",
     "whether the job gets a pseudo-terminal"},
    {Key::Passthrough, "passthrough", "LOGWRAP_PASSTHROUGH", "--passthrough", "raw, rendered or none", "raw",
     "rendered", "what of the job's output logwrap passes on"},
    {Key::Window, "window", "LOGWRAP_WINDOW", "--window",
     "ROWSxCOLS with 1..1000 rows and 20..1000 columns, such as 40x120", "40x120", "50x200",
     "terminal size of a job that runs without a terminal"},
    {Key::Linger, "linger", "LOGWRAP_LINGER", "--linger", "a time from 0 to 60 s, such as 500ms, 2s or 1m", "1s",
     "500ms", "how long to wait, after the job, for processes that hold its output"},
    {Key::Mode, "mode", "LOGWRAP_MODE", "--mode", "enabled, metadata or disabled", "enabled", "metadata",
     "what is recorded at the start: everything, metadata only, or nothing until a command"},
    {Key::Commands, "commands", "LOGWRAP_COMMANDS", "--commands", "any, restrict or none", "any", "restrict",
     "what a /LOGCOMMAND that the job prints may do"},
    {Key::MetadataStreams, "metadata_streams", "LOGWRAP_METADATA_STREAMS", "--metadata-streams",
     "stdout, stderr or both", "stdout", "both", "where metadata is looked for"},
}};

/// What is wrong with a value beyond "is not one of those that the key takes".
using Problem = std::optional<std::string>;

template <class T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

constexpr Words<PtyUse, 3> kPtyWords = {{{"auto", PtyUse::Auto}, {"always", PtyUse::Always}, {"never", PtyUse::Never}}};
constexpr Words<Passthrough, 3> kPassthroughWords = {
    {{"raw", Passthrough::Raw}, {"rendered", Passthrough::Rendered}, {"none", Passthrough::None}}};

constexpr Words<Mode, 3> kModeWords = {
    {{"enabled", Mode::Enabled}, {"metadata", Mode::Metadata}, {"disabled", Mode::Disabled}}};
constexpr Words<Commands, 3> kCommandsWords = {
    {{"any", Commands::Any}, {"restrict", Commands::Restrict}, {"none", Commands::None}}};
constexpr Words<MetadataStreams, 3> kMetadataStreamsWords = {
    {{"stdout", MetadataStreams::Stdout}, {"stderr", MetadataStreams::Stderr}, {"both", MetadataStreams::Both}}};

Problem not_taken(Key key, std::string_view text) {
  return quoted(text) + " is not " + std::string(info(key).values);
}

template <class T, std::size_t N>
Problem set_word(T& setting, Key key, std::string_view text, const Words<T, N>& words) {
  std::vector<std::string> known;
  for (const auto& [word, value] : words) {
    known.emplace_back(word);
    if (word != text) continue;
    setting = value;
    return std::nullopt;
  }
  const std::string near = nearest_word(text, known);
  return *not_taken(key, text) + (near.empty() ? "" : " (did you mean \"" + near + "\"?)");
}

template <class T, std::size_t N>
Problem set_stricter_word(T& setting, Key key, std::string_view text, const Words<T, N>& words) {
  T value = setting;
  Problem problem = set_word(value, key, text, words);
  setting = std::max(setting, value);
  return problem;
}

/// All of `text` as a decimal number without sign, at most `max`.
std::optional<int> whole_number(std::string_view text, int max) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size() && text.front() != '-';
  return whole && number <= max ? std::optional(number) : std::nullopt;
}

Problem set_window(Config& config, std::string_view text) {
  const std::size_t x = text.find('x');
  if (x == std::string_view::npos) return not_taken(Key::Window, text);
  const std::optional<int> rows = whole_number(text.substr(0, x), 1000);
  const std::optional<int> columns = whole_number(text.substr(x + 1), 1000);
  if (!rows || *rows < 1 || !columns || *columns < 20) return not_taken(Key::Window, text);
  config.window_rows = *rows;
  config.window_columns = *columns;
  return std::nullopt;
}

std::optional<double> milliseconds_in(std::string_view unit) {
  if (unit == "ms") return 1.0;
  if (unit == "s" || unit.empty()) return 1000.0;
  if (unit == "m") return 60'000.0;
  return std::nullopt;
}

Problem set_linger(Config& config, std::string_view text) {
  double number = 0;
  const char* const last = text.data() + text.size();
  const bool starts = !text.empty() && text.front() >= '0' && text.front() <= '9';  // neither a sign, "inf" nor "nan"
  const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
  if (!starts || error != std::errc()) return not_taken(Key::Linger, text);
  const std::optional<double> unit = milliseconds_in({end, static_cast<std::size_t>(last - end)});
  if (!unit || number * *unit > 60'000.0) return not_taken(Key::Linger, text);
  config.linger = std::chrono::milliseconds(std::llround(number * *unit));
  return std::nullopt;
}

bool holds_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
}

Problem set_state_dir(Config& config, std::string_view text, const ValueContext& context) {
  if (text.empty()) return "it is empty; give a directory, or leave it out for the default";
  if (holds_control_characters(text)) return quoted(text) + " holds control characters; give a plain path";
  const std::string path(text);
  if (path == "~" || path.starts_with("~/")) {
    if (!context.home) return quoted(text) + " is in the home directory, but HOME is not set; give an absolute path";
    config.state_dir = *context.home + path.substr(1);
    return std::nullopt;
  }
  if (path.starts_with("~")) return quoted(text) + " names another user's home, which is not looked up; give its path";
  if (!path.starts_with("/") && context.source != Source::Flag) {
    return quoted(text) + " is relative; give " + std::string(info(Key::StateDir).values);
  }
  const bool join = !path.starts_with("/") && !context.working_directory.empty();
  config.state_dir = join ? context.working_directory + "/" + path : path;
  return std::nullopt;
}

}  // namespace

std::span<const KeyInfo> config_keys() {
  return kKeys;
}

const KeyInfo& info(Key key) {
  return kKeys.at(static_cast<std::size_t>(key));
}

std::optional<Key> key_named(std::string_view name) {
  for (const KeyInfo& known : kKeys) {
    if (known.name == name) return known.key;
  }
  return std::nullopt;
}

bool strictest_counts(Key key) {
  return key == Key::Mode || key == Key::Commands;
}

std::optional<std::string> set_value(Config& config, Key key, std::string_view text, const ValueContext& context) {
  switch (key) {
    case Key::StateDir:
      return set_state_dir(config, text, context);
    case Key::Pty:
      return set_word(config.pty, key, text, kPtyWords);
    case Key::Passthrough:
      return set_word(config.passthrough, key, text, kPassthroughWords);
    case Key::Window:
      return set_window(config, text);
    case Key::Linger:
      return set_linger(config, text);
    case Key::Mode:
      return set_stricter_word(config.mode, key, text, kModeWords);
    case Key::Commands:
      return set_stricter_word(config.commands, key, text, kCommandsWords);
    case Key::MetadataStreams:
      return set_word(config.metadata_streams, key, text, kMetadataStreamsWords);
  }
  return "it is not a known setting";
}

}  // namespace logwrap
