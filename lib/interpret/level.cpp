#include "lib/interpret/level.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "lib/base/ascii.hpp"
#include "lib/base/charset.hpp"
#include "lib/interpret/level_head.hpp"
#include "lib/interpret/level_phrase.hpp"

namespace logwrap {

namespace {

bool are_digits(std::string_view text, std::size_t from, std::size_t count) {
  if (from + count > text.size()) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from),
                     text.begin() + static_cast<std::ptrdiff_t>(from + count), is_digit);
}

std::optional<Level> level_of_letter(char letter) {
  switch (letter) {
    case 'V':
      return Level::Debug;
    case 'I':
      return Level::Info;
    case 'W':
      return Level::Warning;
    case 'E':
      return Level::Error;
    case 'F':
      return Level::Critical;
    default:
      return std::nullopt;
  }
}

/// The same as ==, which asks memcmp even for four letters.
template <std::size_t Size>
bool is(std::string_view word, const char (&known)[Size]) {
  return word.size() == Size - 1 && std::memcmp(word.data(), known, Size - 1) == 0;
}

/// Most lines of most jobs begin with a plain word that is none of those which a log line begins with, and a blank:
/// "step 1200 loss 0.123". That is seen at once.
bool begins_like_a_sentence(std::string_view line) {
  static constexpr Charset kLower{"az"};
  static constexpr Charset kNoText = Charset::of(" \t-|>([");
  const bool capital = line.front() >= 'A' && line.front() <= 'Z';
  const std::size_t first = capital ? 1 : 0;
  const std::size_t length = first + kLower.run(line, first);
  if (length < 2 || length + 1 >= line.size() || line[length] != ' ') return false;
  if (kNoText.holds(line[length + 1])) return false;
  const std::string_view word = line.substr(0, length);
  return !is(word, "terminate") && !is(word, "Segmentation") && !is(word, "root") && !is(word, "main") &&
         !is(word, "npm") && !is(word, "libpng") && !is(word, "fatal") && !(capital && length == 3);
}

/// glog, absl, klog, PyTorch: a letter, month and day with or without the year, and the time of day. Also in brackets.
std::optional<Level> glog_level(std::string_view line) {
  if (line.starts_with('[')) line.remove_prefix(1);
  if (line.size() < 14 || !is_digit(line[1])) return std::nullopt;
  for (const std::size_t date : {std::size_t{4}, std::size_t{8}}) {
    if (!are_digits(line, 1, date) || line[date + 1] != ' ') continue;
    const std::string_view time = line.substr(date + 2);
    if (are_digits(time, 0, 2) && time.size() > 8 && time[2] == ':' && time[5] == ':') return level_of_letter(line[0]);
  }
  return std::nullopt;
}

/// TensorFlow: "2024-11-21 10:00:00.123456: W tensorflow/core/..."
std::optional<Level> tensorflow_level(std::string_view line) {
  const std::size_t time = time_length(line);
  if (time < 19 || line.size() < time + 5 || line[time] != ':' || line[time + 1] != ' ' || line[time + 3] != ' ')
    return std::nullopt;
  return level_of_letter(line[time + 2]);
}

/// "<3>": facility times 8 and severity.
std::optional<Level> syslog_level(std::string_view line) {
  static constexpr std::array<Level, 8> kSeverities{Level::Critical, Level::Critical, Level::Critical, Level::Error,
                                                    Level::Warning,  Level::Notice,   Level::Info,     Level::Debug};
  unsigned number = 0;
  const auto [end, error] = std::from_chars(line.data() + 1, line.data() + line.size(), number);
  const auto length = static_cast<std::size_t>(end - line.data());
  if (error != std::errc() || length > 4 || length >= line.size() || *end != '>' || number > 191) return std::nullopt;
  return kSeverities.at(number % 8);
}

/// An exception's last line, "RuntimeError: CUDA out of memory", and a warning's, "train.py:12: UserWarning: ...".
std::optional<Level> python_level(std::string_view line) {
  if (line.starts_with("Traceback (most recent call last):")) return Level::Error;
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view first = line.substr(0, colon);
  const auto is_name = [](std::string_view word) {
    static constexpr Charset kNoNames = Charset::of(" \t()[]=,:/");
    return !word.empty() && word.front() >= 'A' && kNoNames.find_in(word) == word.size();
  };
  const bool longer = first.size() > 9;
  if (longer && is_name(first) && (first.ends_with("Error") || first.ends_with("Exception"))) return Level::Error;
  if (longer && is_name(first) && first.ends_with("Warning")) return Level::Warning;
  if (first.empty() || !is_digit(first.back())) return std::nullopt;
  const std::string_view rest = line.substr(colon + 2);
  const std::string_view category = rest.substr(0, rest.find(':'));
  if (category.size() < rest.size() && category.size() > 7 && is_name(category) && category.ends_with("Warning"))
    return Level::Warning;
  return std::nullopt;
}

/// logfmt, as logrus and slog write it: pairs from the beginning on, one of which is the level.
std::optional<Level> logfmt_level(std::string_view line) {
  static constexpr Charset kEndOfKey = Charset::of("= \t\"");
  const std::size_t first = kEndOfKey.find_in(line);
  if (first == line.size() || first == 0 || line[first] != '=') return std::nullopt;
  for (const std::string_view key : {"level=", "lvl=", "severity="}) {
    const std::size_t found = line.find(key);
    if (found == std::string_view::npos || (found > 0 && line[found - 1] != ' ')) continue;
    std::string_view value = line.substr(found + key.size());
    if (value.starts_with('"')) value.remove_prefix(1);
    return level_named(value.substr(0, value.find_first_of("\" \t")));
  }
  return std::nullopt;
}

/// logging.DEBUG is 10, CRITICAL 50; between them are levels of a program's own.
Level level_of_python(long double number) {
  static constexpr std::array<Level, 6> kTens{Level::Trace,   Level::Debug, Level::Info,
                                              Level::Warning, Level::Error, Level::Critical};
  const long double tens = std::clamp(number / 10, 0.0L, 5.0L);
  return kTens.at(static_cast<std::size_t>(tens));
}

/// bunyan and pino: trace is 10, fatal 60.
std::optional<Level> level_of_pino(long double number) {
  static constexpr std::array<Level, 6> kTens{Level::Trace,   Level::Debug, Level::Info,
                                              Level::Warning, Level::Error, Level::Critical};
  for (std::size_t i = 0; i < kTens.size(); ++i) {
    if (number == static_cast<long double>(10 * (i + 1))) return kTens.at(i);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Level> find_level(std::string_view line) {
  static constexpr Charset kBlanks = Charset::of(" \t");
  line = behind_bar(line);
  const std::size_t blanks = kBlanks.run(line);
  if (blanks == line.size() || begins_like_a_sentence(line.substr(blanks))) return std::nullopt;
  if (const auto level = level_of_phrase(line)) return level;
  line = behind_what_is_before(line).substr(0, kLevelHead);
  const std::string_view text = line.substr(kBlanks.run(line));
  if (text.empty()) return std::nullopt;
  if (text.front() == '<') {
    if (const auto level = syslog_level(text)) return level;
  }
  // Behind the labels of ranks, too: a letter is found only at the beginning of what is left.
  for (std::string_view rest = text;;) {
    if (const auto level = glog_level(rest)) return level;
    const std::size_t colon = rest.substr(0, 32).find("]:");
    if (rest.front() != '[' || colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 2);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) break;
  }
  if (const auto level = tensorflow_level(text)) return level;
  if (const auto level = python_level(line)) return level;
  if (const auto level = logfmt_level(text)) return level;
  return LevelHead(text).find();
}

bool may_have_json_level(std::string_view line) {
  if (line.size() < 2 || line.front() != '{' || line.back() != '}') return false;
  // "evel", "everity" or "\"lvl\"": all have a v, which few other keys have.
  for (std::size_t v = line.find('v', 2); v != std::string_view::npos; v = line.find('v', v + 1)) {
    const std::string_view from_e = line.substr(v - 1);
    if (from_e.starts_with("evel") || from_e.starts_with("everity") || line.substr(v - 2).starts_with("\"lvl\""))
      return true;
  }
  return false;
}

std::optional<Level> find_level(const Metadata& object) {
  static constexpr std::array<std::string_view, 9> kKeys{"level",    "levelname", "severity", "lvl",       "log.level",
                                                         "loglevel", "log_level", "Level",    "level_name"};
  bool message = false;
  std::optional<Level> number;
  for (const MetadataField& field : object.fields) {
    if (field.key == "msg" || field.key == "message") message = true;
    if (field.type == MetadataField::Type::Text && std::find(kKeys.begin(), kKeys.end(), field.key) != kKeys.end()) {
      if (const auto level = level_named(field.text)) return level;
    }
    if (field.key == "levelno" && field.number) return level_of_python(field.number->value);
    if (field.key == "level" && field.number) number = level_of_pino(field.number->value);
  }
  // A game has levels, too: a number is one only of a record that says something.
  return message ? number : std::nullopt;
}

}  // namespace logwrap
