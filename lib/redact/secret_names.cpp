#include "lib/redact/secret_names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "lib/base/charset.hpp"
#include "lib/redact/curl.hpp"
#include "lib/redact/shell_words.hpp"
#include "lib/redact/span.hpp"

namespace logwrap::redact {

namespace {

constexpr char upper(char c) {
  if (c == '-') return '_';
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string folded(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

/// Whether `words` stand in `name` with nothing or an underscore before and after them.
bool has_words(std::string_view name, std::string_view words) {
  for (std::size_t at = name.find(words); at != std::string_view::npos; at = name.find(words, at + 1)) {
    const std::size_t end = at + words.size();
    if ((at == 0 || name[at - 1] == '_') && (end == name.size() || name[end] == '_')) return true;
  }
  return false;
}

/// The same, where what stands before them need not be parted from them: PGPASSWORD, AUTHTOKEN.
bool has_word_that_ends(std::string_view name, std::string_view word) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if (end == name.size() || name[end] == '_') return true;
  }
  return false;
}

constexpr std::array<std::string_view, 18> kWords{
    "PASS",       "PASSPHRASE",  "CREDENTIAL",  "CREDENTIALS",      "API_KEY",        "ACCESS_KEY",
    "SECRET_KEY", "PRIVATE_KEY", "SIGNING_KEY", "AUTH_KEY",         "STORAGE_KEY",    "ACCOUNT_KEY",
    "MASTER_KEY", "OPENAI_KEY",  "KAGGLE_KEY",  "SUBSCRIPTION_KEY", "ENCRYPTION_KEY", "PAT"};
constexpr std::array<std::string_view, 5> kEndings{"PASSWORD", "PASSWD", "SECRET", "SECRETS", "APIKEY"};
/// What such a variable holds is where the secret is, not what it is.
constexpr std::array<std::string_view, 6> kPlaces{"_FILE", "_PATH", "_DIR", "_NAME", "_URL", "_SOCK"};

bool names_secret(std::string_view name) {
  if (std::any_of(kPlaces.begin(), kPlaces.end(), [&](auto end) { return name.ends_with(end); })) return false;
  return std::any_of(kWords.begin(), kWords.end(), [&](auto words) { return has_words(name, words); }) ||
         std::any_of(kEndings.begin(), kEndings.end(), [&](auto word) { return has_word_that_ends(name, word); });
}

/// What is looked for in a command line.
struct Arguments {
  std::size_t least;
  std::vector<std::string> values{};
};

void add_lines(std::string_view value, std::size_t least, std::vector<std::string>& out) {
  while (!value.empty()) {
    const std::size_t end = std::min(value.find('\n'), value.size());
    std::string_view line = value.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() >= least) out.emplace_back(line);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
}

/// START_PWD and the like: where something was started, which stands in much of what it prints.
bool is_directory(std::string_view variable, std::string_view value) {
  return folded(variable).ends_with("_PWD") && value.starts_with('/');
}

/// --name, name or NAME: whether what it is set to is a secret.
bool is_set_to_secret(std::string_view name, bool option) {
  const bool variable = !option && std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return variable ? names_secret_variable(name) : names_secret_option(name);
}

/// bash -c, sh -lc, python -c
bool takes_script(std::string_view option) {
  return option.starts_with('-') && !option.starts_with("--") && option.ends_with('c');
}

/// curl -u USER:PASSWORD
void add_curl_password(std::span<const std::string> words, Arguments& out) {
  std::optional<std::string_view> user = curl_user(words.front());
  if (user && user->empty() && words.size() > 1) user = words[1];
  if (user) add_lines(password_of(*user), out.least, out.values);
}

// NOLINTNEXTLINE(misc-no-recursion): a script in a script
void add_secrets(std::span<const std::string> words, Arguments& out, bool curl = false) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    curl = curl || is_curl(word);
    if (curl) add_curl_password(words.subspan(i), out);
    if (may_be_script(word)) add_secrets(shell_words(word), out);  // each of which is shorter
    if (i > 0 && takes_script(words[i - 1])) continue;             // "TOKEN=x train": its value is not all the rest
    const std::size_t equals = std::min(word.find('='), word.size());
    const std::size_t name = std::min(word.find_first_not_of('-'), equals);
    const std::string_view set = word.substr(name, equals - name);
    if (may_be_script(set) || !is_set_to_secret(set, name > 0)) continue;
    if (equals < word.size()) {
      add_lines(word.substr(equals + 1), out.least, out.values);  // also key=value, as Hydra takes it
    } else if (name > 0 && i + 1 < words.size() && !words[i + 1].starts_with("-")) {
      add_lines(words[i + 1], out.least, out.values);
    }
  }
}

}  // namespace

bool names_secret_variable(std::string_view name) {
  const std::string known = folded(name);
  if (known == "GOOGLE_APPLICATION_CREDENTIALS") return false;  // a file's name
  const bool token = has_word_that_ends(known, "TOKEN") && !known.ends_with("_FILE") && !known.ends_with("_PATH");
  return token || known.ends_with("_PWD") || names_secret(known);
}

bool names_secret_option(std::string_view name) {
  const std::string known = folded(name);
  return names_secret(known) || has_words(known, "AUTH_TOKEN") || has_words(known, "ACCESS_TOKEN") ||
         has_words(known, "HF_TOKEN");
}

std::vector<std::string> secret_values(const std::vector<std::string_view>& environment) {
  std::vector<std::string> values;
  for (const std::string_view entry : environment) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos || !names_secret_variable(entry.substr(0, equals))) continue;
    const std::string_view value = entry.substr(equals + 1);
    if (is_directory(entry.substr(0, equals), value)) continue;
    add_lines(value, kMinValueBytes, values);
  }
  return values;
}

std::vector<std::string> secret_arguments(const std::vector<std::string>& argv, std::size_t least) {
  Arguments found{least};
  if (!argv.empty()) add_secrets(std::span(argv).subspan(1), found, is_curl(argv.front()));
  return std::move(found.values);
}

std::string without_words(std::string word, const std::vector<std::string>& values) {
  static constexpr Charset kAround = Charset::of(" \t\r\n=:'\"`;|&()<>");
  for (const std::string& value : values) {
    for (std::size_t at = word.find(value); at != std::string::npos; at = word.find(value, at)) {
      const std::size_t end = at + value.size();
      const bool whole = (at == 0 || kAround.holds(word[at - 1])) && (end == word.size() || kAround.holds(word[end]));
      if (whole) word.replace(at, value.size(), kMask);
      at += whole ? kMask.size() : 1;
    }
  }
  return word;
}

}  // namespace logwrap::redact
