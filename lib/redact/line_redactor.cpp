#include "lib/redact/line_redactor.hpp"

#include <algorithm>
#include <utility>

#include "lib/redact/charset.hpp"

namespace logwrap::redact {

namespace {

constexpr std::string_view kAround = " \t\"',\\";
/// Of a private key's whole lines, which have 64 to 76 bytes.
constexpr std::size_t kCertainly = 40;
/// Longer is what no logger puts before a line.
constexpr std::size_t kMaxPrefix = 256;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(kAround), text.size());
  text = text.substr(begin, text.find_last_not_of(kAround) + 1 - begin);
  if (text.ends_with("\\n")) text.remove_suffix(2);  // as repr has it
  return text;
}

/// The first run of so many bytes of base64.
std::string_view long_base64(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t run = kBase64.run(text, at);
    if (run >= kCertainly) return text.substr(at, run);
    at += run + 1;
  }
  return {};
}

/// Whether this may be a line of a private key: base64, with whatever a logger puts before it; a header; a blank line.
bool is_key_line(std::string_view text) {
  if (text.size() > kMaxSecretBytes) return false;
  static constexpr Charset kHeader{"azAZ--"};
  const std::string_view rest = trimmed(text);
  const std::size_t name = kHeader.run(rest, 0);
  if (kBase64.run(rest, 0) == rest.size() || (name > 0 && rest.substr(name).starts_with(": "))) return true;
  return !long_base64(rest).empty();
}

/// The same of a line that need not be one: no sum, which is hexadecimal, and no word.
bool is_certainly_key_line(std::string_view text) {
  static constexpr std::size_t kLongest = 512;
  if (text.size() > kLongest) return false;
  const std::string_view base64 = long_base64(text);
  return !base64.empty() && kHex.run(base64, 0) < base64.size() && is_mixed(base64);
}

/// Where the last, shorter line of a key may begin, in a line of which nothing tells whether it is one; npos: nowhere.
/// A name with a digit in it is none: it has none of the bytes that only base64 has.
std::size_t last_key_line_from(std::string_view text) {
  static constexpr std::size_t kLeast = 16;
  static constexpr std::size_t kMost = 80;
  const std::string_view rest = trimmed(text);
  std::size_t begin = rest.size();
  while (begin > 0 && kBase64.holds(rest[begin - 1])) --begin;
  const std::string_view word = rest.substr(begin);
  const bool base64 = is_mixed(word) && word.find_first_of("+/=") != std::string_view::npos;
  if (word.size() < kLeast || word.size() > kMost || !base64) return std::string_view::npos;
  return static_cast<std::size_t>(word.data() - text.data());
}

/// `text` without `prefix`, in which digits may be others: those of a time.
std::string_view without_prefix(std::string_view text, std::string_view prefix) {
  static constexpr Charset kDigits{"09"};
  if (text.size() < prefix.size()) return text;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (text[i] != prefix[i] && !(kDigits.holds(text[i]) && kDigits.holds(prefix[i]))) return text;
  }
  return text.substr(prefix.size());
}

/// Where the key begins in `text` that does not end in it.
std::optional<std::size_t> open_key(std::string_view text) {
  const std::size_t at = text.rfind(kKeyBegins);
  if (at == std::string_view::npos) return std::nullopt;
  const std::optional<std::size_t> begin = private_key_begins(text, at);
  return begin && text.find(kKeyEnds, *begin) == std::string_view::npos ? std::optional(at) : std::nullopt;
}

bool within_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

constexpr Charset kAroundWrapped = Charset::of(" \t\xE2\x94\x82|");  // U+2502, the side of a box

/// Whether a line that ends with `secret` is as long as those that programs fill before they wrap.
bool may_wrap(std::string_view text, const Span& secret) {
  static constexpr std::size_t kLeastColumns = 60;
  static constexpr std::size_t kLeast = 20;
  std::size_t end = text.size();
  while (end > secret.begin && kAroundWrapped.holds(text[end - 1])) --end;
  return text.size() >= kLeastColumns && end <= secret.end && secret.end - secret.begin >= kLeast;
}

/// Of a line that is one word and no other: where that may be the rest of a secret.
Span rest_of_secret(std::string_view text) {
  static constexpr Charset kToken{"azAZ09--__..++//==%%~~"};
  static constexpr Charset kDigits{"09"};
  static constexpr Charset kSmall{"az"};
  static constexpr std::size_t kLeast = 16;
  const std::size_t begin = kAroundWrapped.run(text);
  const std::size_t end = begin + kToken.run(text, begin);
  std::size_t behind = end;
  while (behind < text.size() && (kAroundWrapped.holds(text[behind]) || kAround.find(text[behind]) < kAround.size()))
    ++behind;
  const std::string_view word = text.substr(begin, end - begin);
  const bool random = kDigits.find_in(word) < word.size() && kSmall.find_in(word) < word.size();
  return behind == text.size() && word.size() >= kLeast && random ? Span{begin, end} : Span{};
}

/// Of a line whose beginning is missing: what may be the rest of a secret, or the value of a name that is missing.
std::size_t torn_size(std::string_view text) {
  static constexpr std::size_t kMost = 1024;
  std::size_t size = std::min(text.size(), kMost);
  while (within_character(text, size)) ++size;
  return size;
}

}  // namespace

void LineRedactor::find(const Line& line, Ending ending, Key& key) {
  const std::string_view text = line.text;
  redactor_.find(text, ending, spans_);
  if (line.torn && text.size() >= kMask.size()) spans_.push_back({0, torn_size(text)});
  if (key.open || key.maybe > 0) find_key_lines(text, key);
  if (text.size() <= key.wrapped_at) {
    if (const Span rest = rest_of_secret(text); rest.end > 0) spans_.push_back(rest);
  }
  tidy(spans_);
  const bool wraps = !key.open && !line.continued && !spans_.empty() && may_wrap(text, spans_.back());
  key.wrapped_at = wraps ? text.size() : 0;
  if (spans_.empty() || spans_.back().end != text.size()) return;
  if (const auto begin = open_key(text)) key = {true, 0, std::string(text.substr(0, std::min(*begin, kMaxPrefix)))};
}

void LineRedactor::find_key_lines(std::string_view text, Key& key) {
  if (!key.open) {
    --key.maybe;
    if (!is_certainly_key_line(text)) {
      if (const std::size_t from = last_key_line_from(text); from < text.size()) spans_.push_back({from, text.size()});
      return;
    }
    key.open = true;
  }
  if (const std::string_view base64 = long_base64(text); !base64.empty())
    key.prefix = text.substr(0, std::min(static_cast<std::size_t>(base64.data() - text.data()), kMaxPrefix));
  const std::size_t end = text.find(kKeyEnds);
  if (end == std::string_view::npos && ++key.lines <= kMaxKeyLines && is_key_line(without_prefix(text, key.prefix))) {
    if (!text.empty()) spans_.push_back({0, text.size()});
    return;
  }
  if (end != std::string_view::npos && end > 0) spans_.push_back({0, end});
  key.open = false;
}

void LineRedactor::lines_are_missing() {
  key_.maybe = 2 * kMaxKeyLines;
}

/// From where on a piece that goes on is held back. A secret that may not have ended yet is not parted, nor from what
/// tells its kind.
std::size_t LineRedactor::hold_from(std::string_view text) const {
  static constexpr std::size_t kContext = 256;
  std::size_t from = text.size() - std::min(text.size(), kMaxSecretBytes);
  for (const Span& span : spans_) {
    if (span.end < from || span.begin > from + kContext) continue;
    const std::size_t whole = span.begin - std::min(span.begin, kContext);
    from = text.size() - whole <= 2 * kMaxSecretBytes ? std::min(from, whole) : span.end;
  }
  while (within_character(text, from)) --from;
  return from;
}

std::string_view LineRedactor::without_secrets(std::string_view text) {
  if (spans_.empty()) return text;
  masked_ = masked(text, spans_);
  return masked_;
}

/// `line` with what is held back of it.
Line LineRedactor::behind_held(const Line& line) {
  if (held_.text.empty()) return line;
  Line out = line;
  (whole_ = held_.text) += line.text;
  out.text = whole_;
  out.first_epoch = std::min(line.first_epoch, held_.first_epoch);
  out.last_epoch = std::max(line.last_epoch, held_.last_epoch);
  return out;
}

const Line& LineRedactor::take(const Line& line) {
  const bool plain = !line.continued && !line.cut && !line.torn && held_.text.empty() && !key_.open &&
                     key_.maybe == 0 && key_.wrapped_at == 0;
  if (plain && !redactor_.may_hold(line.text, line.unwatched)) return line;
  Line& out = out_ = behind_held(line);
  out.unwatched = false;
  held_.text.clear();
  Key key = key_;
  find(out, line.cut ? Ending::Cut : Ending::Whole, key);
  if (line.continued) {
    const std::size_t from = hold_from(out.text);
    held_ = {std::string(out.text.substr(from)), out.first_epoch, out.last_epoch};
    std::erase_if(spans_, [from](const Span& span) { return span.begin >= from; });
    for (Span& span : spans_) span.end = std::min(span.end, from);
    out.text = out.text.substr(0, from);
  }
  // What is held back comes again: it opens a key then.
  if (held_.text.empty() || !open_key(held_.text)) key_ = key;
  masks_ += spans_.size();
  out.text = without_secrets(out.text);
  return out;
}

void LineRedactor::begin_look() {
  looked_at_ = key_;
  at_first_look_ = true;
}

Line LineRedactor::look(const Line& line) {
  Line out = std::exchange(at_first_look_, false) ? behind_held(line) : line;
  find(out, line.moving || line.cut ? Ending::Cut : Ending::Whole, looked_at_);
  out.text = without_secrets(out.text);
  return out;
}

std::uint64_t LineRedactor::count_masks() {
  return std::exchange(masks_, 0);
}

}  // namespace logwrap::redact
