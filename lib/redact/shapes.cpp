#include "lib/redact/shapes.hpp"

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"
#include "lib/redact/charset.hpp"
#include "lib/redact/curl.hpp"

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
/// A secret shows within its first bytes that it is one.
constexpr std::size_t kShows = 256;
constexpr Charset kDigits{"09"};
constexpr Charset kCapitals{"AZ"};

/// As Charset::run, but no more than one byte beyond `most` is looked at.
std::size_t run_up_to(const Charset& set, std::string_view text, std::size_t at, std::size_t most) {
  return set.run(most < text.size() - at ? text.substr(0, at + most + 1) : text, at);
}

/// Whether a secret of which the bytes [begin, end) of `text` are there may go on behind it.
bool is_cut_off(std::string_view text, std::size_t begin, std::size_t end, Ending ending) {
  return ending == Ending::Cut && end == text.size() && end - begin >= kLeastCut;
}

/// The run of `set` behind the anchor, where it has from `least` to `most` bytes.
template <const Charset& set, std::size_t least, std::size_t most = kAnyLength>
Found run(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  const std::size_t begin = at + shape.anchor.size();
  const std::size_t length = run_up_to(set, text, begin, most);
  if (length > most || (length < least && !is_cut_off(text, begin, begin + length, ending))) return kNone;
  return found({begin, begin + length});
}

/// The same, where a word begins with the anchor.
template <const Charset& set, std::size_t least, std::size_t most = kAnyLength>
Found word(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  return begins_word(text, at) ? run<set, least, most>(shape, text, at, ending) : kNone;
}

/// The longest run of `set` in `text`.
std::size_t longest_run(const Charset& set, std::string_view text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = set.run(text, at);
    longest = std::max(longest, length);
    at += length + 1;
  }
  return longest;
}

bool holds_any(const Charset& set, std::string_view text) {
  return set.find_in(text) < text.size();
}

/// sk-proj-..., sk-ant-api03-..., sk-or-v1-... and the older sk- with letters and digits alone. Names of CSS classes
/// begin with "sk-", too (scikit-learn's): those have neither a capital nor a digit, and are words.
Found sk_token(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  if (!begins_word(text, at)) return kNone;
  const std::size_t begin = at + shape.anchor.size();
  const std::string_view token = text.substr(begin, run_up_to(kBase64Url, text, begin, kShows));
  const bool mixed = holds_any(kDigits, token) && holds_any(kCapitals, token);
  const bool plain = longest_run(kAlnum, token) >= 32;
  const bool whole = token.size() >= 20 && (mixed || plain);
  if (!whole && !is_cut_off(text, begin, begin + token.size(), ending)) return kNone;
  return found({begin, begin + kBase64Url.run(text, begin)});
}

/// xoxb-, xoxp-, ...: the anchor is "xox".
Found slack_token(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  const std::size_t kind = at + shape.anchor.size();
  static constexpr Charset kKinds{"aepprs"};
  static constexpr Charset kToken{"azAZ09--"};
  if (kind + 1 >= text.size() || !kKinds.holds(text[kind]) || text[kind + 1] != '-') return kNone;
  const std::size_t begin = kind + 2;
  const std::size_t end = begin + kToken.run(text, begin);
  if (end - begin < 10 && !is_cut_off(text, begin, end, ending)) return kNone;
  return found({begin, end});
}

/// Three parts of base64url with dots between, of which the first two are JSON objects; also behind what a service puts
/// before it.
Found jwt(const Shape&, std::string_view text, std::size_t at, Ending ending) {
  const std::size_t payload = at + kBase64Url.run(text, at) + 1;
  if (is_cut_off(text, at, payload - 1, ending)) return found({at + 3, text.size()});
  // All that begin within the first part have the same parts behind it.
  const Found none{std::nullopt, payload - 1};
  if (payload - at < 12 || payload >= text.size() || text[payload - 1] != '.') return none;
  if (!text.substr(payload).starts_with("eyJ")) return none;
  const std::size_t signature = payload + kBase64Url.run(text, payload) + 1;
  if (is_cut_off(text, at, signature - 1, ending)) return found({at + 3, text.size()});
  if (signature > text.size() || text[signature - 1] != '.') return none;
  return {Span{at + 3, signature + kBase64Url.run(text, signature)}, payload - 1};
}

/// What is masked already, a placeholder for a variable, and what is no password but looks like one: a port that is cut
/// off, the tag of an image ("docker://ubuntu:24.04@sha256:...").
bool is_no_password(std::string_view password, std::string_view behind) {
  return password.find_first_not_of('*') == std::string_view::npos || password.starts_with("$") ||
         password.starts_with("{") || password.starts_with("%(") ||
         (behind.empty() && kDigits.run(password) == password.size()) || behind.starts_with("@sha256:");
}

/// The password of scheme://user:password@host.
Found url_password(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  static constexpr std::string_view kEnd = " \t/?#@\"'<>`\\";
  const std::size_t user = at + shape.anchor.size();
  if (at == 0 || !kAlnum.holds(text[at - 1])) return kNone;
  const std::size_t end = std::min(text.find_first_of(kEnd, user), text.size());
  if (end == text.size() ? ending == Ending::Whole : text[end] != '@') return kNone;
  const std::size_t colon = text.substr(0, end).find(':', user);
  if (colon == std::string_view::npos) return kNone;
  const std::string_view password = text.substr(colon + 1, end - colon - 1);
  if (password.size() < kMask.size() || is_no_password(password, text.substr(end))) return kNone;
  return found({colon + 1, end});
}

/// Where a value begins behind a name that ends at `at`: NAME=VALUE, "NAME": "VALUE", NAME VALUE, and in the columns of
/// a table.
std::optional<std::size_t> value_behind(std::string_view text, std::size_t at) {
  static constexpr Charset kBetween = Charset::of(" \t\"':=,>(\\|\xE2\x94\x82");  // U+2502
  static constexpr std::size_t kMost = 48;
  const std::size_t between = run_up_to(kBetween, text, at, kMost);
  if (between == 0 || between > kMost) return std::nullopt;
  return at + between;
}

/// A value that has no shape of its own but a length, behind a name.
template <const Charset& set, std::size_t length>
Found named(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  const std::optional<std::size_t> begin = value_behind(text, at + shape.anchor.size());
  if (!begin) return kNone;
  const std::size_t end = *begin + run_up_to(set, text, *begin, length);
  if (end - *begin != length && !is_cut_off(text, *begin, end, ending)) return kNone;
  return found({*begin, end});
}

/// A value behind a name that says that it is a secret, where it looks like one: no word, no path, no call.
Found named_key(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  static constexpr Charset kShown{"azAZ09--__~~"};
  static constexpr Charset kAll{"azAZ09--..__~~++//=="};
  static constexpr std::size_t kLeast = 20;
  static constexpr std::size_t kLeastHex = 32;
  const std::optional<std::size_t> begin = value_behind(text, at + shape.anchor.size());
  if (!begin) return kNone;
  const std::string_view shown = text.substr(*begin, run_up_to(kShown, text, *begin, kShows));
  const std::size_t hex = kHex.run(shown);
  const bool sum = hex == shown.size() && hex >= kLeastHex && holds_any(kDigits, shown);
  const std::string_view behind = text.substr(*begin + shown.size());
  const bool call = behind.starts_with('(') || behind.starts_with('[');
  const bool whole = (shown.size() >= kLeast && is_mixed(shown) && !call) || sum;
  if (!whole && !is_cut_off(text, *begin, *begin + shown.size(), ending)) return kNone;
  return found({*begin, *begin + kAll.run(text, *begin)});
}

/// What stands behind the scheme in a header of HTTP (RFC 9110, 11.6.2), as tools and libraries print it:
/// Authorization: Bearer VALUE, "authorization": "Basic VALUE", (b'Authorization', b'token VALUE').
Found authorization(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  static constexpr Charset kBetween = Charset::of(" \"':=,[(\\");
  static constexpr Charset kToken{"azAZ09--..__~~++//=="};  // token68
  static constexpr std::array<std::string_view, 3> kSchemes{"bearer ", "basic ", "token "};
  static constexpr std::size_t kLeast = 8;
  static constexpr std::size_t kLongestScheme = 32;
  const std::size_t name_end = at + shape.anchor.size();
  const std::size_t between = run_up_to(kBetween, text, name_end, 8);
  if (between == 0 || between > 8) return kNone;
  std::string_view value = text.substr(name_end + between);
  if (value.starts_with("b'") || value.starts_with("b\"")) value.remove_prefix(2);
  std::size_t begin = text.size() - value.size();
  for (const std::string_view scheme : kSchemes) {
    if (!equals_ignoring_case(value.substr(0, scheme.size()), scheme)) continue;
    begin += scheme.size();
    const std::size_t end = begin + kToken.run(text, begin);
    return end - begin < kLeast ? kNone : found({begin, end});
  }
  // Another scheme, or none: what follows may be words as well.
  const std::size_t scheme = run_up_to(kToken, text, begin, kLongestScheme);
  if (scheme <= kLongestScheme && text.substr(begin + scheme).starts_with(' ')) begin += scheme + 1;
  const std::string_view shown = text.substr(begin, run_up_to(kToken, text, begin, kShows));
  const bool whole = shown.size() >= 20 && is_mixed(shown);
  if (!whole && !is_cut_off(text, begin, begin + shown.size(), ending)) return kNone;
  return found({begin, begin + kToken.run(text, begin)});
}

/// A key as Azure's services have it: 52 letters and digits, then this mark, then 26 or more.
Found azure_key(const Shape&, std::string_view text, std::size_t at, Ending) {
  static constexpr std::size_t kBefore = 52;
  static constexpr std::size_t kLeast = 32;
  if (at < kBefore || kAlnum.run(text.substr(at - kBefore, kBefore)) < kBefore) return kNone;
  const std::size_t end = at + kBase64.run(text, at);
  return end - at < kLeast ? kNone : found({at - kBefore, end});
}

Found private_key(const Shape&, std::string_view text, std::size_t at, Ending) {
  const std::optional<std::size_t> begin = private_key_begins(text, at);
  if (!begin) return kNone;
  // Empty where the key begins in the next line.
  return found({*begin, std::min(text.find(kKeyEnds, *begin), text.size())});
}

/// A file with a private key as one text of base64, as kubeconfigs and Kubernetes' secrets have it. The anchor is
/// "-----BEGI"; "PRIVATE KEY" stands in one of three ways behind it.
Found encoded_private_key(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  static constexpr std::array<std::string_view, 3> kPrivateKey{"UFJJVkFURSBL", "SVZBVEUgS0VZ", "UklWQVRFIEtF"};
  const std::size_t begin = at + shape.anchor.size();
  const std::size_t end = begin + kBase64.run(text, begin);
  const std::string_view file = text.substr(begin, end - begin);
  const bool is_private = std::any_of(kPrivateKey.begin(), kPrivateKey.end(), [file](std::string_view words) {
    return file.find(words) != std::string_view::npos;
  });
  return is_private || is_cut_off(text, begin, end, ending) ? found({begin, end}) : Found{std::nullopt, end};
}

/// The shell's word that begins at `at`, without the quotes around it; those of a JSON text are escaped.
Span shell_word(std::string_view text, std::size_t at) {
  static constexpr std::string_view kEnd = " \t'\"`;|&<>\\";
  static constexpr std::string_view kEscapedEnd = "\\\"";
  if (text.substr(at).starts_with(kEscapedEnd)) {
    at += kEscapedEnd.size();
    return {at, std::min(text.find_first_of(kEscapedEnd, at), text.size())};
  }
  const std::string_view first = text.substr(at, 1);
  if (first == "'" || first == "\"") return {at + 1, std::min(text.find(first, at + 1), text.size())};
  return {at, std::min(text.find_first_of(kEnd, at), text.size())};
}

/// The password in a command line of curl, as `set -x` and ps print it: the first of the line. The anchor is "url ":
/// with the "c" the finder would look in vain at many more places of numbers and words.
Found curl_password(const Shape& shape, std::string_view text, std::size_t at, Ending ending) {
  static constexpr std::size_t kMost = 1024;  // of a command line
  static constexpr Charset kBlanks = Charset::of(" \t");
  if (at == 0 || text[at - 1] != 'c' || !begins_word(text, at - 1)) return kNone;
  const std::string_view line = text.substr(0, at + std::min(kMost, text.size() - at));
  for (std::size_t word = at + shape.anchor.size(); word < line.size();) {
    word += kBlanks.run(line, word);
    const std::size_t end = std::min(line.find_first_of(" \t", word), line.size());
    const std::optional<std::string_view> attached = curl_user(line.substr(word, end - word));
    word = end;
    if (!attached) continue;
    const Span user = shell_word(line, attached->empty() ? end + kBlanks.run(line, end) : end - attached->size());
    const std::string_view password = password_of(line.substr(user.begin, user.end - user.begin));
    const bool whole = password.size() >= kMask.size() && !is_no_password(password, line.substr(user.end));
    if (whole || (!password.empty() && is_cut_off(text, user.begin, user.end, ending)))
      return found({user.end - password.size(), user.end});
  }
  return kNone;
}

constexpr Charset kDotted{"azAZ09__--.."};
constexpr Charset kPath{"azAZ09//__--"};
constexpr Charset kInQuery{"azAZ09++//==%%__--"};
constexpr Charset kBotToken{"azAZ09::__--"};
constexpr Charset kAppToken{"azAZ09--"};

constexpr std::array<Shape, kShapeCount> kShapes{{
    {"AWS access key", "AKIA", word<kUpperAlnum, 16, 16>},
    {"AWS access key", "ASIA", word<kUpperAlnum, 16, 16>},
    {"AWS secret key", "secret_access_key", named<kBase64, 40>},
    {"AWS secret key", "SECRET_ACCESS_KEY", named<kBase64, 40>},
    {"AWS secret key", "ecretAccessKey", named<kBase64, 40>},
    {"AWS session token", "IQoJb3JpZ2lu", word<kInQuery, 60>},
    {"AWS session token", "FwoGZXIvYXdz", word<kInQuery, 60>},
    {"AWS signature", "X-Amz-Signature=", run<kHex, 64>},
    {"AWS Bedrock key", "ABSKQmVkcm9ja0FQSUtleS", word<kBase64, 40>},
    {"GitHub token", "ghp_", run<kAlnum, 36>},
    {"GitHub token", "gho_", run<kAlnum, 36>},
    {"GitHub token", "ghu_", run<kAlnum, 36>},
    {"GitHub token", "ghs_", run<kAlnum, 36>},
    {"GitHub token", "ghs_", word<kDotted, 100>},  // an app's number and a JSON web token
    {"GitHub token", "ghr_", run<kAlnum, 36>},
    {"GitHub token", "github_pat_", run<kWord, 22>},
    {"GitLab token", "glpat-", word<kDotted, 20>},
    {"GitLab token", "gldt-", word<kDotted, 20>},
    {"GitLab token", "glrt-", word<kDotted, 20>},
    {"GitLab token", "glptt-", word<kDotted, 20>},
    {"GitLab token", "glcbt-", word<kDotted, 20>},
    {"GitLab token", "glsoat-", word<kDotted, 20>},
    {"GitLab token", "glrtr-", word<kDotted, 20>},
    {"GitLab token", "glft-", word<kDotted, 20>},
    {"GitLab token", "glimt-", word<kDotted, 20>},
    {"GitLab token", "glagent-", word<kDotted, 20>},
    {"GitLab token", "glffct-", word<kDotted, 20>},
    {"GitLab token", "gloas-", word<kDotted, 20>},
    {"Hugging Face token", "hf_", word<kAlnum, 30>},
    {"Hugging Face token", "api_org_", word<kAlnum, 30>},
    {"OpenAI or Anthropic key", "sk-", sk_token},
    {"Weights & Biases key", "wandb_v1_", word<kWord, 20>},
    {"Weights & Biases key", "wandb login", named<kHex, 40>},
    {"Slack token", "xox", slack_token},
    {"Slack token", "xapp-", word<kAppToken, 20>},
    {"Slack webhook", "hooks.slack.com/services/", run<kPath, 20>},
    {"Slack webhook", "hooks.slack.com/workflows/", run<kPath, 20>},
    {"Google API key", "AIza", word<kBase64Url, 35, 35>},
    {"Google OAuth token", "ya29.", word<kBase64Url, 20>},
    {"Google OAuth token", "1//0", word<kBase64Url, 40>},
    {"Google OAuth secret", "GOCSPX-", word<kBase64Url, 20>},
    {"Google signature", "X-Goog-Signature=", run<kHex, 64>},
    {"PyPI token", "pypi-AgE", run<kBase64Url, 40>},
    {"npm token", "npm_", word<kAlnum, 36, 36>},
    {"JSON web token", "eyJ", jwt},
    {"Azure storage key", "AccountKey", named<kBase64, 88>},
    {"Azure key", "JQQJ9", azure_key},
    {"Azure signature", "sig=", word<kInQuery, 43>},
    {"Grafana token", "glsa_", word<kWord, 32>},
    {"Grafana token", "glc_", word<kBase64, 32>},
    {"NVIDIA key", "nvapi-", word<kBase64Url, 60>},
    {"Groq key", "gsk_", word<kAlnum, 48>},
    {"xAI key", "xai-", word<kAlnum, 60>},
    {"LangSmith key", "lsv2_", word<kWord, 36>},
    {"Databricks token", "dapi", word<kHex, 32, 32>},
    {"Docker token", "dckr_pat_", word<kBase64Url, 24>},
    {"Kaggle token", "KGAT_", word<kHex, 32, 32>},
    {"Discord webhook", "discord.com/api/webhooks/", run<kPath, 60>},
    {"Telegram token", "api.telegram.org/bot", run<kBotToken, 35>},
    {"Stripe key", "sk_live_", word<kAlnum, 24>},
    {"Stripe key", "sk_test_", word<kAlnum, 24>},
    {"Vault token", "hvs.", word<kBase64Url, 24>},
    {"Vault token", "hvb.", word<kBase64Url, 24>},
    {"Vault token", "hvr.", word<kBase64Url, 24>},
    {"Perplexity key", "pplx-", word<kAlnum, 40>},
    {"Neptune token", "eyJhcGlfYWRkcmVzcy", word<kBase64, 60>},  // a JSON object that begins with "api_address"
    {"password for curl", "url ", curl_password},
    {"HTTP credentials", "uthorization", authorization},
    {"HTTP credentials", "UTHORIZATION", authorization},
    {"named key", "api_key", named_key},
    {"named key", "API_KEY", named_key},
    {"named key", "apiKey", named_key},
    {"named key", "api-key", named_key},
    {"named key", "Api-Key", named_key},
    {"named key", "password", named_key},
    {"named key", "PASSWORD", named_key},
    {"named key", "passwd", named_key},
    {"named key", "secret", named_key},
    {"named key", "SECRET", named_key},
    {"named key", "secret_key", named_key},
    {"named key", "SECRET_KEY", named_key},
    {"named key", "_token", named_key},
    {"named key", "_TOKEN", named_key},
    {"URL with a password", "://", url_password},
    {"private key", kKeyBegins, private_key},
    {"private key", "LS0tLS1CRUdJ", encoded_private_key},
}};
static_assert(kShapes.back().find != nullptr, "kShapeCount is how many there are");

}  // namespace

std::span<const Shape, kShapeCount> shapes() {
  return kShapes;
}

bool is_mixed(std::string_view text) {
  static constexpr Charset kSmall{"az"};
  return holds_any(kDigits, text) && holds_any(kCapitals, text) && holds_any(kSmall, text);
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
