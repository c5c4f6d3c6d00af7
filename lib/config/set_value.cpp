#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "lib/base/ascii.hpp"
#include "lib/base/suggest.hpp"
#include "lib/config/keys.hpp"
#include "lib/config/loki_values.hpp"
#include "lib/config/quote.hpp"
#include "lib/pattern/line_pattern.hpp"
#include "lib/pattern/pattern_list.hpp"

namespace logwrap {

namespace {

/// What is wrong with a value beyond "is not one of those that the key takes".
using Problem = std::optional<std::string>;

template <class T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

constexpr Words<PtyUse, 3> kPtyWords = {{{"auto", PtyUse::Auto}, {"always", PtyUse::Always}, {"never", PtyUse::Never}}};
constexpr Words<Passthrough, 3> kPassthroughWords = {
    {{"raw", Passthrough::Raw}, {"rendered", Passthrough::Rendered}, {"none", Passthrough::None}}};
constexpr Words<OnFull, 2> kOnFullWords = {{{"drop", OnFull::Drop}, {"throttle", OnFull::Throttle}}};

constexpr Words<Mode, 3> kModeWords = {
    {{"enabled", Mode::Enabled}, {"metadata", Mode::Metadata}, {"disabled", Mode::Disabled}}};
constexpr Words<Commands, 3> kCommandsWords = {
    {{"any", Commands::Any}, {"restrict", Commands::Restrict}, {"none", Commands::None}}};
constexpr Words<MetadataStreams, 3> kMetadataStreamsWords = {
    {{"stdout", MetadataStreams::Stdout}, {"stderr", MetadataStreams::Stderr}, {"both", MetadataStreams::Both}}};
constexpr Words<Redact, 2> kRedactWords = {{{"on", Redact::On}, {"off", Redact::Off}}};

Problem not_taken(Key key, std::string_view text) {
  return quoted_value(text) + " is not " + std::string(info(key).values);
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
  if (unit == "h") return 3'600'000.0;
  return std::nullopt;
}

Problem set_time(std::chrono::milliseconds& setting, Key key, std::string_view text, double max_milliseconds) {
  double number = 0;
  const char* const last = text.data() + text.size();
  const bool starts = !text.empty() && text.front() >= '0' && text.front() <= '9';  // neither a sign, "inf" nor "nan"
  const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
  if (!starts || error != std::errc()) return not_taken(key, text);
  const std::optional<double> unit = milliseconds_in({end, static_cast<std::size_t>(last - end)});
  if (!unit || number * *unit > max_milliseconds) return not_taken(key, text);
  setting = std::chrono::milliseconds(std::llround(number * *unit));
  return std::nullopt;
}

/// A time from 1 s to 24 h, or none.
Problem set_pace(std::optional<std::chrono::milliseconds>& setting, Key key, std::string_view text) {
  if (text == "none") {
    setting.reset();
    return std::nullopt;
  }
  std::chrono::milliseconds pace{};
  if (set_time(pace, key, text, 86'400'000.0) || pace < std::chrono::seconds(1)) return not_taken(key, text);
  setting = pace;
  return std::nullopt;
}

std::optional<double> bytes_in(std::string_view unit) {
  constexpr Words<double, 6> kUnits = {
      {{"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}}};
  for (const auto& [word, bytes] : kUnits) {
    if (word == unit) return bytes;
  }
  return std::nullopt;
}

Problem set_size(std::uint64_t& setting, Key key, std::string_view text) {
  double number = 0;
  const char* const last = text.data() + text.size();
  const bool starts = !text.empty() && text.front() >= '0' && text.front() <= '9';
  const auto [end, error] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
  if (!starts || error != std::errc()) return not_taken(key, text);
  const std::optional<double> unit = bytes_in({end, static_cast<std::size_t>(last - end)});
  if (!unit || number * *unit < 0x1p20 || number * *unit > 0x1p40) return not_taken(key, text);
  setting = static_cast<std::uint64_t>(std::llround(number * *unit));
  return std::nullopt;
}

bool holds_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

/// A secret that somebody put where its file's name belongs is not repeated.
std::string shown_path(Key key, std::string_view text) {
  constexpr std::array<Key, 4> kSecrets = {Key::LokiPasswordFile, Key::LokiTokenFile, Key::LokiReadPasswordFile,
                                           Key::LokiReadTokenFile};
  return std::find(kSecrets.begin(), kSecrets.end(), key) != kSecrets.end() ? "it" : quoted_value(text);
}

Problem set_path(std::string& setting, Key key, std::string_view text, const ValueContext& context) {
  const std::string shown = shown_path(key, text);
  if (holds_control_characters(text)) return shown + " holds control characters; give a plain path";
  const std::string path(text);
  if (path == "~" || path.starts_with("~/")) {
    if (!context.home) return shown + " is in the home directory, but HOME is not set; give an absolute path";
    setting = *context.home + path.substr(1);
    return std::nullopt;
  }
  if (path.starts_with("~")) return shown + " names another user's home, which is not looked up; give its path";
  if (!path.starts_with("/") && context.source != Source::Flag) {
    return shown + " is relative; give " + std::string(info(key).values);
  }
  const bool join = !path.starts_with("/") && !context.working_directory.empty();
  setting = join ? context.working_directory + "/" + path : path;
  return std::nullopt;
}

/// The system's file speaks for all users: what is on each host's own disk needs a directory for each.
std::string with_user(std::string_view text, const ValueContext& context) {
  std::string path(text);
  if (context.source != Source::SystemFile || !context.uid) return path;
  const std::string uid = std::to_string(*context.uid);
  for (std::size_t at = path.find("%u"); at != std::string::npos; at = path.find("%u", at + uid.size())) {
    path.replace(at, 2, uid);
  }
  return path;
}

Problem set_state_dir(Config& config, std::string_view text, const ValueContext& context) {
  if (text.empty()) return "it is empty; give a directory, or leave it out for the default";
  return set_path(config.state_dir, Key::StateDir, with_user(text, context), context);
}

Problem set_file(std::string& setting, Key key, std::string_view text, const ValueContext& context) {
  if (text.empty()) return "it is empty; give a file, or none";
  if (text != "none") return set_path(setting, key, text, context);
  setting.clear();
  return std::nullopt;
}

/// `check` finds what is wrong with a list of patterns (lib/pattern).
Problem set_patterns(std::string& setting, std::string_view text,
                     std::optional<PatternProblem> (*check)(std::string_view)) {
  if (text.empty()) return "it is empty; give patterns, or none";
  if (text == "none") {
    setting.clear();
    return std::nullopt;
  }
  const auto control = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
  if (std::any_of(text.begin(), text.end(), control))
    return quoted_value(text) + " holds control characters; write \\x.. for them";
  if (const auto problem = check(text)) {
    constexpr std::size_t kWholeReason = 120;  // RE2's own may have all of the pattern in it
    return "pattern " + std::to_string(problem->line) + ", " + quoted_value(problem->pattern) +
           ", cannot be used: " + quoted_value(problem->why, kWholeReason);
  }
  setting = text;
  return std::nullopt;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table, of which the compiler says what is missing
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
      return set_time(config.linger, key, text, 60'000.0);
    case Key::Mode:
      return set_word(config.mode, key, text, kModeWords);
    case Key::Commands:
      return set_word(config.commands, key, text, kCommandsWords);
    case Key::MetadataStreams:
      return set_word(config.metadata_streams, key, text, kMetadataStreamsWords);
    case Key::Redact:
      return set_word(config.redact, key, text, kRedactWords);
    case Key::RedactPatterns:
      return set_patterns(config.redact_patterns, text, pattern_problem);
    case Key::Multiline:
      return set_patterns(config.multiline, text, rule_problem);
    case Key::Patterns:
      return set_patterns(config.patterns, text, line_pattern_problem);
    case Key::Progress:
      return set_pace(config.progress, key, text);
    case Key::Stall:
      return set_pace(config.stall, key, text);
    case Key::LokiUrl:
      return set_loki_url(config.loki.url, text);
    case Key::LokiTenant:
      return set_loki_tenant(config.loki.tenant, text);
    case Key::LokiUser:
      return set_loki_user(config.loki.user, text);
    case Key::LokiPasswordFile:
      return set_file(config.loki.password_file, key, text, context);
    case Key::LokiTokenFile:
      return set_file(config.loki.token_file, key, text, context);
    case Key::LokiCaFile:
      return set_file(config.loki.ca_file, key, text, context);
    case Key::LokiCertFile:
      return set_file(config.loki.cert_file, key, text, context);
    case Key::LokiKeyFile:
      return set_file(config.loki.key_file, key, text, context);
    case Key::LokiProxy:
      return set_loki_proxy(config.loki.proxy, text);
    case Key::LokiLabels:
      return set_loki_labels(config.loki.labels, text);
    case Key::LokiReadUrl:
      return set_loki_url(config.loki_read.url, text);
    case Key::LokiReadTenant:
      return set_loki_tenant(config.loki_read.tenant, text);
    case Key::LokiReadUser:
      return set_loki_user(config.loki_read.user, text);
    case Key::LokiReadPasswordFile:
      return set_file(config.loki_read.password_file, key, text, context);
    case Key::LokiReadTokenFile:
      return set_file(config.loki_read.token_file, key, text, context);
    case Key::LokiReadCertFile:
      return set_file(config.loki_read.cert_file, key, text, context);
    case Key::LokiReadKeyFile:
      return set_file(config.loki_read.key_file, key, text, context);
    case Key::Drain:
      return set_time(config.drain, key, text, 600'000.0);
    case Key::OnFull:
      return set_word(config.on_full, key, text, kOnFullWords);
    case Key::RunLimit:
      return set_size(config.run_limit, key, text);
    case Key::StateLimit:
      return set_size(config.state_limit, key, text);
  }
  return "it is not a known setting";
}

}  // namespace logwrap
