#include "lib/redact/shell_words.hpp"

#include "lib/base/charset.hpp"

namespace logwrap::redact {

namespace {

constexpr Charset kBetween = Charset::of(" \t\r\n;|&()<>`");

}  // namespace

std::vector<std::string> shell_words(std::string_view script) {
  std::vector<std::string> words;
  std::string word;
  bool within = false;  // a word, which may be empty: ''
  char quote = 0;
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (quote == 0 && kBetween.holds(c)) {
      if (within) words.push_back(std::move(word));
      word.clear();
      within = false;
      continue;
    }
    within = true;
    if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && i + 1 < script.size()) {
      if (script[++i] != '\n') word += script[i];
    } else {
      word += c;
    }
  }
  if (within) words.push_back(std::move(word));
  return words;
}

bool may_be_script(std::string_view word) {
  return kBetween.find_in(word) < word.size();
}

}  // namespace logwrap::redact
