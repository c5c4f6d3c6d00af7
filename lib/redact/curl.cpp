#include "lib/redact/curl.hpp"

#include <algorithm>

#include "lib/base/charset.hpp"

namespace logwrap::redact {

bool is_curl(std::string_view word) {
  return word == "curl" || word.ends_with("/curl");
}

std::optional<std::string_view> curl_user(std::string_view word) {
  for (const std::string_view name : {"--user", "--proxy-user"}) {
    if (!word.starts_with(name)) continue;
    const std::string_view rest = word.substr(name.size());
    if (rest.empty()) return rest;
    return rest.front() == '=' ? std::optional(rest.substr(1)) : std::nullopt;
  }
  // Of one letter; those that take no value may stand before it in the same word.
  static constexpr Charset kNoValue = Charset::of("012346#:aBfgGiIjJklLMnNOpqRsSvVZ");
  if (!word.starts_with('-')) return std::nullopt;
  const std::size_t letter = 1 + kNoValue.run(word, 1);
  if (letter >= word.size() || (word[letter] != 'u' && word[letter] != 'U')) return std::nullopt;
  return word.substr(letter + 1);
}

std::string_view password_of(std::string_view user) {
  const std::size_t colon = std::min(user.find(':'), user.size());
  return user.substr(std::min(colon + 1, user.size()));
}

}  // namespace logwrap::redact
