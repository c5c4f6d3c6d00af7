#include "lib/redact/shapes.hpp"

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/redact/charset.hpp"

namespace logwrap::redact {

namespace {

constexpr Found kNone{};

Found found(Span secret) {
  return {secret, secret.end};
}

/// Whether a word begins at `at`: "task-..." holds no "sk-". An escape before it ("\n" as repr prints it, "%3D") is no
/// part of the word.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !kWord.holds(text[at - 1])) return true;
  if (at >= 2 && text[at - 2] == '\\') return true;
  return at >= 3 && text[at - 3] == '%' && kHex.holds(text[at - 2]) && kHex.holds(text[at - 1]);
}

constexpr std::size_t kAnyLength = std::string_view::npos;

/// As Charset::run, but no more than one byte beyond `most` is looked at.
std::size_t run_up_to(const Charset& set, std::string_view text, std::size_t at, std::size_t most) {
  return set.run(most < text.size() - at ? text.substr(0, at + most + 1) : text, at);
}

/// The run of `set` behind the anchor, where it has from `least` to `most` bytes.
template <const Charset& set, std::size_t least, std::size_t most = kAnyLength>
Found run(const Shape& shape, std::string_view text, std::size_t at) {
  const std::size_t begin = at + shape.anchor.size();
  const std::size_t length = run_up_to(set, text, begin, most);
  return length < least || length > most ? kNone : found({begin, begin + length});
}

/// The same, where a word begins with the anchor.
template <const Charset& set, std::size_t least, std::size_t most = kAnyLength>
Found word(const Shape& shape, std::string_view text, std::size_t at) {
  return begins_word(text, at) ? run<set, least, most>(shape, text, at) : kNone;
}

/// sk-proj-..., sk-ant-api03-..., sk-or-v1-... and the older sk- with letters and digits alone. Names of CSS classes
/// begin with "sk-", too (scikit-learn's): those have neither a capital nor a digit, or are short. A key shows within
/// its first bytes that it is one.
Found sk_token(const Shape& shape, std::string_view text, std::size_t at) {
  if (!begins_word(text, at)) return kNone;
  const std::size_t begin = at + shape.anchor.size();
  static constexpr std::size_t kShows = 256;
  const std::string_view token = text.substr(begin, run_up_to(kBase64Url, text, begin, kShows));
  const auto any = [&token](const Charset& set) {
    return std::any_of(token.begin(), token.end(), [&set](char c) { return set.holds(c); });
  };
  static constexpr Charset kDigits{"09"};
  static constexpr Charset kCapitals{"AZ"};
  if (token.size() < 20) return kNone;
  const bool mixed = any(kDigits) && any(kCapitals);
  const bool plain = kAlnum.run(token, 0) >= 32;
  if (!mixed && !plain) return kNone;
  return found({begin, begin + kBase64Url.run(text, begin)});
}

/// xoxb-, xoxp-, ...: the anchor is "xox".
Found slack_token(const Shape& shape, std::string_view text, std::size_t at) {
  const std::size_t kind = at + shape.anchor.size();
  static constexpr Charset kKinds{"aepprs"};
  static constexpr Charset kToken{"azAZ09--"};
  if (kind + 1 >= text.size() || !kKinds.holds(text[kind]) || text[kind + 1] != '-') return kNone;
  const std::size_t length = kToken.run(text, kind + 2);
  if (length < 10) return kNone;
  return found({kind + 2, kind + 2 + length});
}

/// Three parts of base64url with dots between, of which the first two are JSON objects.
Found jwt(const Shape&, std::string_view text, std::size_t at) {
  if (!begins_word(text, at)) return kNone;
  const std::size_t payload = at + kBase64Url.run(text, at) + 1;
  // All that begin within the first part have the same parts behind it.
  const Found none{std::nullopt, payload - 1};
  if (payload - at < 12 || payload >= text.size() || text[payload - 1] != '.') return none;
  if (!text.substr(payload).starts_with("eyJ")) return none;
  const std::size_t signature = payload + kBase64Url.run(text, payload) + 1;
  if (signature > text.size() || text[signature - 1] != '.') return none;
  return {Span{at + 3, signature + kBase64Url.run(text, signature)}, payload - 1};
}

/// The password of scheme://user:password@host.
Found url_password(const Shape& shape, std::string_view text, std::size_t at) {
  static constexpr std::string_view kEnd = " \t/?#@\"'<>`\\";
  const std::size_t user = at + shape.anchor.size();
  if (at == 0 || !kAlnum.holds(text[at - 1])) return kNone;
  const std::size_t end = text.find_first_of(kEnd, user);
  if (end == std::string_view::npos || text[end] != '@') return kNone;
  const std::size_t colon = text.substr(0, end).find(':', user);
  if (colon == std::string_view::npos) return kNone;
  const std::string_view password = text.substr(colon + 1, end - colon - 1);
  // What is masked already, and a placeholder for a variable, is no secret.
  const bool hidden = password.find_first_not_of('*') == std::string_view::npos || password.starts_with("$") ||
                      password.starts_with("{") || password.starts_with("%(");
  if (password.size() < kMask.size() || hidden) return kNone;
  return found({colon + 1, end});
}

/// A value that has no shape of its own but a length, behind a name: NAME=VALUE, "NAME": "VALUE", NAME VALUE.
template <const Charset& set, std::size_t length>
Found named(const Shape& shape, std::string_view text, std::size_t at) {
  static constexpr Charset kBetween{"  \t\t\"\"''::==,,>>((\\\\"};
  const std::size_t name_end = at + shape.anchor.size();
  const std::size_t between = kBetween.run(text, name_end);
  if (between == 0 || between > 8) return kNone;
  const std::size_t begin = name_end + between;
  if (run_up_to(set, text, begin, length) != length) return kNone;
  return found({begin, begin + length});
}

/// What stands behind the scheme in a header of HTTP (RFC 9110, 11.6.2), as tools and libraries print it:
/// Authorization: Bearer VALUE, "authorization": "Basic VALUE", (b'Authorization', b'token VALUE').
Found authorization(const Shape& shape, std::string_view text, std::size_t at) {
  static constexpr Charset kBetween = Charset::of(" \"':=,[(\\");
  static constexpr Charset kToken{"azAZ09--..__~~++//=="};  // token68
  static constexpr std::array<std::string_view, 3> kSchemes{"bearer ", "basic ", "token "};
  static constexpr std::size_t kLeast = 8;
  const std::size_t name_end = at + shape.anchor.size();
  const std::size_t between = run_up_to(kBetween, text, name_end, 8);
  if (between == 0 || between > 8) return kNone;
  std::string_view value = text.substr(name_end + between);
  if (value.starts_with("b'") || value.starts_with("b\"")) value.remove_prefix(2);
  for (const std::string_view scheme : kSchemes) {
    if (!equals_ignoring_case(value.substr(0, scheme.size()), scheme)) continue;
    const std::size_t begin = text.size() - value.size() + scheme.size();
    const std::size_t length = kToken.run(text, begin);
    return length < kLeast ? kNone : found({begin, begin + length});
  }
  return kNone;
}

Found private_key(const Shape&, std::string_view text, std::size_t at) {
  const std::optional<std::size_t> begin = private_key_begins(text, at);
  if (!begin) return kNone;
  // Empty where the key begins in the next line.
  return found({*begin, std::min(text.find(kKeyEnds, *begin), text.size())});
}

constexpr Charset kGitlab{"azAZ09__--.."};
constexpr Charset kPath{"azAZ09//__--"};
constexpr Charset kAppToken{"azAZ09--"};

constexpr std::array<Shape, kShapeCount> kShapes{{
    {"AWS access key", "AKIA", word<kUpperAlnum, 16, 16>},
    {"AWS access key", "ASIA", word<kUpperAlnum, 16, 16>},
    {"AWS secret key", "secret_access_key", named<kBase64, 40>},
    {"AWS secret key", "SECRET_ACCESS_KEY", named<kBase64, 40>},
    {"AWS secret key", "SecretAccessKey", named<kBase64, 40>},
    {"GitHub token", "ghp_", run<kAlnum, 36>},
    {"GitHub token", "gho_", run<kAlnum, 36>},
    {"GitHub token", "ghu_", run<kAlnum, 36>},
    {"GitHub token", "ghs_", run<kAlnum, 36>},
    {"GitHub token", "ghr_", run<kAlnum, 36>},
    {"GitHub token", "github_pat_", run<kWord, 22>},
    {"GitLab token", "glpat-", word<kGitlab, 20>},
    {"GitLab token", "gldt-", word<kGitlab, 20>},
    {"GitLab token", "glrt-", word<kGitlab, 20>},
    {"GitLab token", "glptt-", word<kGitlab, 20>},
    {"GitLab token", "glcbt-", word<kGitlab, 20>},
    {"GitLab token", "glsoat-", word<kGitlab, 20>},
    {"Hugging Face token", "hf_", word<kAlnum, 30>},
    {"Hugging Face token", "api_org_", word<kAlnum, 30>},
    {"OpenAI or Anthropic key", "sk-", sk_token},
    {"Weights & Biases key", "wandb_v1_", word<kWord, 20>},
    {"Weights & Biases key", "api_key", named<kHex, 40>},
    {"Weights & Biases key", "API_KEY", named<kHex, 40>},
    {"Weights & Biases key", "apiKey", named<kHex, 40>},
    {"Weights & Biases key", "api-key", named<kHex, 40>},
    {"Weights & Biases key", "password", named<kHex, 40>},
    {"Weights & Biases key", "wandb login", named<kHex, 40>},
    {"Slack token", "xox", slack_token},
    {"Slack token", "xapp-", word<kAppToken, 20>},
    {"Slack webhook", "hooks.slack.com/services/", run<kPath, 20>},
    {"Slack webhook", "hooks.slack.com/workflows/", run<kPath, 20>},
    {"Google API key", "AIza", word<kBase64Url, 35, 35>},
    {"Google OAuth token", "ya29.", word<kBase64Url, 20>},
    {"Google OAuth secret", "GOCSPX-", word<kBase64Url, 20>},
    {"PyPI token", "pypi-AgE", run<kBase64Url, 40>},
    {"npm token", "npm_", word<kAlnum, 36, 36>},
    {"JSON web token", "eyJ", jwt},
    {"Azure storage key", "AccountKey", named<kBase64, 88>},
    {"HTTP credentials", "uthorization", authorization},
    {"HTTP credentials", "UTHORIZATION", authorization},
    {"URL with a password", "://", url_password},
    {"private key", kKeyBegins, private_key},
}};
static_assert(kShapes.back().find != nullptr, "kShapeCount is how many there are");

}  // namespace

std::span<const Shape, kShapeCount> shapes() {
  return kShapes;
}

std::optional<std::size_t> private_key_begins(std::string_view text, std::size_t at) {
  static constexpr Charset kLabel{"AZ09  "};
  static constexpr std::string_view kDashes = "-----";
  if (!text.substr(at).starts_with(kKeyBegins)) return std::nullopt;
  const std::size_t begin = at + kKeyBegins.size();
  const std::string_view label = text.substr(begin, kLabel.run(text, begin));
  if (label.size() > 64 || label.find("PRIVATE KEY") == std::string_view::npos) return std::nullopt;
  const std::size_t end = begin + label.size();
  if (!text.substr(end).starts_with(kDashes)) return std::nullopt;
  return end + kDashes.size();
}

}  // namespace logwrap::redact
