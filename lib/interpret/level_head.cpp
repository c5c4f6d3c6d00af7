#include "lib/interpret/level_head.hpp"

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/base/charset.hpp"
#include "lib/interpret/level_phrase.hpp"

namespace logwrap {

namespace {

constexpr int kMaxFields = 10;
constexpr int kMaxNames = 3;
constexpr std::size_t kMaxBracket = 96;
constexpr std::size_t kMaxName = 80;
constexpr Charset kBlanks = Charset::of(" \t");
constexpr Charset kBlanksAndBars = Charset::of(" |\t");
constexpr Charset kDigits = Charset::of("0123456789");

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

char at(std::string_view text, std::size_t index) {
  return index < text.size() ? text[index] : '\0';
}

std::string_view letters(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_letter) - text.begin()));
}

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(kBlanks.run(text));
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool all_upper(std::string_view word) {
  return std::all_of(word.begin(), word.end(), is_upper);
}

/// "0.05", "-1e-3", "nan": what stands behind the name of a quantity, not of a level.
bool begins_with_number(std::string_view text) {
  text = without_blanks(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return is_digit(at(text, 0)) || (at(text, 0) == '.' && is_digit(at(text, 1))) || letters(text) == "nan" ||
         letters(text) == "inf";
}

/// Short words are levels only as they are abbreviated in capitals: "err" and "fine" are words of other things, too.
bool is_abbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 13> kShort{
      "trc", "dbg", "inf", "wrn", "err", "ftl", "fine", "finer", "finest", "crit", "alert", "eror", "information"};
  return std::any_of(kShort.begin(), kShort.end(), [word](std::string_view one) {
    return std::equal(one.begin(), one.end(), word.begin(), word.end(),
                      [](char a, char b) { return a == b || a == b - 'A' + 'a'; });
  });
}

std::optional<Level> level_of_word(std::string_view word) {
  const std::optional<Level> level = level_named(word);
  return level && is_abbreviation(word) && !all_upper(word) ? std::nullopt : level;
}

/// "INFO: message": what a plain name may stand before, behind a time.
bool is_upper_level(std::string_view text) {
  const std::string_view word = letters(text);
  return at(text, word.size()) == ':' && all_upper(word) && level_of_word(word).has_value();
}

/// "[W socket.cpp:436]", "[E 123 123]", "[I 2026-11-30 14:57:36,243]" (Optuna's): the letter of a bracket that has a
/// place in the source, came after a time, or stands before one.
std::optional<Level> level_of_letter(std::string_view letter, std::string_view behind, bool after_time) {
  if (letter.size() != 1) return std::nullopt;
  const bool placed = behind.find(".cpp:") != std::string_view::npos || behind.find(".cc:") != std::string_view::npos;
  const bool timed = time_length(without_blanks(behind)) > 0;
  const bool alone = behind.empty();  // TensorRT's "[W]"
  if (!placed && !timed && !(after_time && (alone || is_digit(at(without_blanks(behind), 0))))) return std::nullopt;
  switch (letter.front()) {
    case 'D':
      return Level::Debug;
    case 'I':
      return Level::Info;
    case 'W':
      return Level::Warning;
    case 'E':
      return Level::Error;
    case 'F':
    case 'C':
      return Level::Critical;
    default:
      return std::nullopt;
  }
}

/// "[INFO:swift]", "[ WARN:0@1.234]" (OpenCV's), "[INFO/MainProcess]" (multiprocessing's).
std::optional<Level> level_before_name(std::string_view inside) {
  const std::string_view word = letters(inside);
  const char behind = at(inside, word.size());
  if ((behind != ':' && behind != '/') || !all_upper(word) || is_abbreviation(word)) return std::nullopt;
  return level_named(word);
}

/// What is in a bracket of a log's head: a level alone, or among times, places and names that are no plain words.
std::optional<Level> level_in_bracket(std::string_view inside, bool after_time) {
  inside = without_blanks(inside);
  if (const std::optional<Level> alone = level_of_word(inside)) return alone;
  if (const std::optional<Level> named = level_before_name(inside)) return named;
  if (inside.starts_with("NeMo ")) inside.remove_prefix(5);
  bool timed = after_time && inside.size() == 1;
  std::optional<Level> found;
  for (int field = 0; !inside.empty() && field < kMaxFields; ++field) {
    if (const std::size_t time = time_length(inside); time > 0) {
      timed = true;
      inside.remove_prefix(time);
    } else {
      const std::string_view token = inside.substr(0, kBlanksAndBars.find_in(inside));
      const std::string_view behind = inside.substr(token.size());
      if (found) return found;
      if (const auto letter = level_of_letter(token, behind, timed)) return letter;
      if (all_upper(token) || at(behind, 0) == '|') found = level_of_word(token);
      // A plain word before it: a sentence in brackets.
      if (!found && letters(token).size() == token.size() && !token.empty()) return std::nullopt;
      inside = behind;
    }
    static constexpr Charset kBetween = Charset::of(" |\t,");
    inside.remove_prefix(kBetween.run(inside));
  }
  return found;
}

}  // namespace

std::optional<Level> LevelHead::find() {
  skip_ranks();
  for (int field = 0; field < kMaxFields && !rest_.empty(); ++field) {
    rest_.remove_prefix(kBlanks.run(rest_));
    switch (next_field()) {
      case Field::Level:
        return found_;
      case Field::None:
        return std::nullopt;
      case Field::Passed:
        break;
    }
  }
  return std::nullopt;
}

/// Which of many processes printed it: "[rank0]:", "[default1]:", "(Worker pid=7) ", "[1,0]<stderr>:", "12: ".
void LevelHead::skip_ranks() {
  for (int labels = 0; labels < 3; ++labels) {
    std::size_t length = 0;
    if (at(rest_, 0) == '[') {
      const std::size_t end = rest_.find(']');
      const std::string_view inside = rest_.substr(1, end == std::string_view::npos ? 0 : end - 1);
      const std::string_view number = inside.substr(letters(inside).size());
      const bool rank = !number.empty() && number.find_first_not_of("0123456789,") == std::string_view::npos;
      const std::string_view behind = rest_.substr(std::min(inside.size() + 2, rest_.size()));
      const std::size_t colon = behind.starts_with("<std") ? behind.find(':') : 0;
      if (rank && at(behind, colon) == ':') length = inside.size() + 3 + colon;
    } else if (at(rest_, 0) == '(' && rest_.substr(0, kMaxBracket).find("pid=") != std::string_view::npos) {
      length = rest_.find(')') == std::string_view::npos ? 0 : rest_.find(')') + 1;
    } else if (is_digit(at(rest_, 0))) {
      const std::size_t digits = kDigits.run(rest_);
      if (digits <= 6 && at(rest_, digits) == ':' && is_blank(at(rest_, digits + 1))) length = digits + 2;
    }
    if (length == 0) return;
    rest_.remove_prefix(std::min(length, rest_.size()));
    rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
  }
}

LevelHead::Field LevelHead::next_field() {
  if (const std::size_t time = time_length(rest_); time > 0) {
    rest_.remove_prefix(time);
    static constexpr Charset kBehindTime = Charset::of(":,");
    rest_.remove_prefix(kBehindTime.run(rest_));
    after_time_ = true;
    return Field::Passed;
  }
  if (at(rest_, 0) == '[') return bracket(']');
  if (at(rest_, 0) == '(') return bracket(')');
  if (at(rest_, 0) == '<') return bracket('>');
  if (is_letter(at(rest_, 0))) {
    if (const Field field = word(); field != Field::Passed) return field;
  }
  return separator() || name() ? Field::Passed : Field::None;
}

/// Passed: it is no level's word at all.
LevelHead::Field LevelHead::word() {
  const std::string_view word = letters(rest_);
  const std::string_view behind = rest_.substr(word.size());
  if (word == "fatal" && behind.starts_with(" error: ")) {
    found_ = Level::Critical;
    return Field::Level;
  }
  if (word == "runtime" && after_name_ && behind.starts_with(" error: ")) {  // UBSan's, behind a place in the source
    found_ = Level::Error;
    return Field::Level;
  }
  found_ = level_of_word(word);
  if (!found_ || std::string_view("_./-").find(at(behind, 0)) < 4) return Field::Passed;
  return stands_as_level(word, behind) ? Field::Level : Field::None;
}

bool LevelHead::stands_as_level(std::string_view word, std::string_view behind) const {
  const bool upper = all_upper(word);
  const std::size_t blanks = kBlanks.run(behind);
  const std::string_view next = behind.substr(blanks);
  const bool headed = after_time_ || after_bracket_ || after_name_;
  if (at(behind, 0) == ':') {
    const char then = at(behind, 1);
    if (upper) return then != ':' && then != '/';
    return (then == '\0' || is_blank(then)) && !begins_with_number(behind.substr(1));
  }
  if (at(next, 0) == '|') return true;
  if (blanks > 0 && upper && time_length(next) > 0) return true;
  if (pictographs(next) > 0) return upper;                                          // Ultralytics' "WARNING ⚠️ ..."
  if (next.starts_with(": ")) return upper && !begins_with_number(next.substr(1));  // Flower's "INFO :      ..."
  if (at(behind, 0) == '!') return upper && after_name_;                            // npm's
  if (blanks == 0) return next.empty() && upper && after_time_;
  if (blanks > 1 || at(behind, 0) == '\t' || at(next, 0) == '[' || at(next, 0) == '(') return upper || after_time_;
  if (next.starts_with("- ") || next.starts_with("-- ") || next.starts_with(">> ")) return upper || after_time_;
  if (!upper || !(is_letter(next.front()) || std::string_view("'\"`/<{*").find(next.front()) < 7))
    return upper && after_time_;
  // At the very beginning "ERROR RATE" is a heading, "ERROR loading" is none.
  return headed || letters(next).size() < 2 || !all_upper(letters(next));
}

LevelHead::Field LevelHead::bracket(char close) {
  const std::size_t end = rest_.substr(0, kMaxBracket).find(close);
  if (end == std::string_view::npos) return Field::None;
  const std::string_view inside = rest_.substr(1, end - 1);
  found_ = level_in_bracket(inside, after_time_);
  if (found_ && close != ']' && level_of_word(without_blanks(inside)) != found_) found_.reset();
  if (found_) return Field::Level;
  after_time_ = after_time_ || time_length(without_blanks(inside)) > 0;
  after_bracket_ = true;
  rest_.remove_prefix(end + 1);
  if (at(rest_, 0) == ':') rest_.remove_prefix(1);
  return Field::Passed;
}

/// A program, a module, a place in the source.
bool LevelHead::name() {
  if (++names_ > kMaxNames) return false;
  const std::string_view token = rest_.substr(0, kBlanksAndBars.find_in(rest_));
  static constexpr Charset kNoNames = Charset::of("={}\"'!?");
  if (token.empty() || token.size() > kMaxName || kNoNames.find_in(token) < token.size() ||
      std::none_of(token.begin(), token.end(), is_letter))
    return false;
  const std::string_view behind = without_blanks(rest_.substr(token.size()));
  const bool colon = token.back() == ':';
  const bool plain = letters(token).size() == token.size();
  const bool parted = behind.starts_with("- ") || at(behind, 0) == '|' || behind.starts_with(">> ");
  const std::string_view second = behind.substr(0, kBlanks.find_in(behind));
  const bool host =
      after_time_ && second.find('[') != std::string_view::npos && second.find(']') != std::string_view::npos;
  const bool known = token == "root" || token == "main" || token == "MainThread" || token == "NCCL" || token == "UCX" ||
                     token == "npm" || token == "libpng" || token == "OpenBLAS" || token == "LLVM";
  const bool before_level = after_time_ && is_upper_level(behind);
  const bool placed = token.find(':') != std::string_view::npos;
  const bool headed = (after_time_ || after_bracket_) && (parted || !plain);
  if (!colon && !headed && !before_level && !known && !placed && !host) return false;
  after_name_ = after_name_ || colon || known;
  rest_.remove_prefix(token.size());
  return true;
}

bool LevelHead::separator() {
  static constexpr Charset kSeparators = Charset::of("-|>:,");
  const std::size_t length = kSeparators.run(rest_);
  if (length == 0 || length > 2) return false;
  rest_.remove_prefix(length);
  return true;
}

}  // namespace logwrap
