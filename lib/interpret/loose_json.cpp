#include "lib/interpret/loose_json.hpp"

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/interpret/json_number.hpp"

namespace logwrap {

namespace {

constexpr unsigned kMaxDepth = 32;

bool is_word_byte(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '+' || c == '-';
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<LooseValue> whole() {
    std::size_t members = 0;
    const bool read = front() == '{' ? object(1, members) : front() == '[' && sequence(']', 1, members);
    if (!read) return std::nullopt;
    return LooseValue{at_, members, slips_};
  }

 private:
  /// NUL at the end, which no rule accepts.
  [[nodiscard]] char front() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void blanks() { at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size()); }

  bool take(char c) {
    blanks();
    if (front() != c) return false;
    ++at_;
    return true;
  }

  bool object(unsigned depth, std::size_t& members) {
    const auto member = [this, depth] { return key() && take(':') && value(depth); };
    return list('}', members, member);
  }

  bool sequence(char close, unsigned depth, std::size_t& members) {
    return list(close, members, [this, depth] { return value(depth); });
  }

  /// From the opening bracket to the closing one.
  template <class Member>
  bool list(char close, std::size_t& members, const Member& member) {
    ++at_;
    while (!take(close)) {
      if (members > 0 && !take(',')) return false;
      if (members > 0 && take(close)) {
        slips_.add(Slip::TrailingComma);
        return true;
      }
      if (!member()) return false;
      ++members;
    }
    return true;
  }

  bool key() {
    blanks();
    if (front() == '"' || front() == '\'') return quoted();
    slips_.add(Slip::BareKey);
    return !word().empty();
  }

  bool value(unsigned depth) {
    if (depth >= kMaxDepth) return false;
    blanks();
    std::size_t members = 0;
    switch (front()) {
      case '{':
        return object(depth + 1, members);
      case '[':
        return sequence(']', depth + 1, members);
      case '(':
        slips_.add(Slip::Tuple);
        return sequence(')', depth + 1, members);
      case '"':
      case '\'':
        return quoted();
      default:
        return scalar(word());
    }
  }

  std::string_view word() {
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word_byte(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  bool scalar(std::string_view word) {
    const auto is_one_of = [word](const auto& words) {
      return std::find(words.begin(), words.end(), word) != words.end();
    };
    static constexpr std::array<std::string_view, 3> kJson = {"true", "false", "null"};
    static constexpr std::array<std::string_view, 3> kPython = {"True", "False", "None"};
    static constexpr std::array<std::string_view, 3> kNumbers = {"nan", "inf", "-inf"};
    if (word.empty()) return false;
    if (front() == '(') return call();
    if (is_one_of(kPython)) slips_.add(Slip::PythonWord);
    if (is_one_of(kNumbers)) slips_.add(Slip::PythonNumber);
    return is_one_of(kJson) || is_one_of(kPython) || is_one_of(kNumbers) || parse_json_number(word).has_value();
  }

  /// The arguments of a call, to the bracket that closes it.
  bool call() {
    slips_.add(Slip::Call);
    unsigned open = 0;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '(') ++open;
      if (text_[at_] == ')' && --open == 0) {
        ++at_;
        return true;
      }
    }
    return false;
  }

  bool quoted() {
    const char quote = text_[at_++];
    if (quote == '\'') slips_.add(Slip::SingleQuotes);
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) slips_.add(Slip::BadText);
      if (c == '\\') escape(quote);
    }
    return false;
  }

  /// At a backslash; stays at the escape's second byte. In single quotes it is Python's, which is said already.
  void escape(char quote) {
    constexpr std::string_view kKnown = "\"\\/bfnrtu";
    ++at_;
    if (quote == '\'') return;
    if (kKnown.find(front()) == std::string_view::npos) slips_.add(Slip::BadText);
    const std::string_view digits = text_.substr(std::min(at_ + 1, text_.size()), 4);
    if (front() == 'u' && (digits.size() < 4 || !std::all_of(digits.begin(), digits.end(), is_hex)))
      slips_.add(Slip::BadText);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Slips slips_;
};

}  // namespace

std::optional<LooseValue> read_loose_json(std::string_view text) {
  return Scanner(text).whole();
}

}  // namespace logwrap
