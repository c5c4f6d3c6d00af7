#include "lib/redact/line_redactor.hpp"

#include <algorithm>
#include <utility>

#include "lib/redact/charset.hpp"

namespace logwrap::redact {

namespace {

constexpr std::string_view kAround = " \t\"',\\";

/// Whether this may be a line of a private key: base64, with whatever a logger puts before it; a header; a blank line.
bool is_key_line(std::string_view text) {
  static constexpr Charset kHeader{"azAZ--"};
  static constexpr std::size_t kCertainly = 40;
  const std::size_t begin = std::min(text.find_first_not_of(kAround), text.size());
  const std::string_view rest = text.substr(begin, text.find_last_not_of(kAround) + 1 - begin);
  const std::size_t name = kHeader.run(rest, 0);
  if (kBase64.run(rest, 0) == rest.size() || (name > 0 && rest.substr(name).starts_with(": "))) return true;
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t run = kBase64.run(rest, at);
    if (run >= kCertainly) return true;
    at += run + 1;
  }
  return false;
}

/// Whether a key that begins in `text` does not end in it.
bool leaves_key_open(std::string_view text) {
  const std::size_t at = text.rfind(kKeyBegins);
  if (at == std::string_view::npos) return false;
  const std::optional<std::size_t> begin = private_key_begins(text, at);
  return begin && text.find(kKeyEnds, *begin) == std::string_view::npos;
}

bool within_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

}  // namespace

void LineRedactor::find(std::string_view text, Key& key) {
  redactor_.find(text, spans_);
  if (key.open) {
    const std::size_t end = text.find(kKeyEnds);
    if (end != std::string_view::npos) {
      key.open = false;
      if (end > 0) spans_.push_back({0, end});
    } else if (++key.lines <= kMaxKeyLines && is_key_line(text)) {
      if (!text.empty()) spans_.push_back({0, text.size()});
      return tidy(spans_);
    } else {
      key.open = false;
    }
    tidy(spans_);
  }
  if (!spans_.empty() && spans_.back().end == text.size() && leaves_key_open(text)) key = {true, 0};
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

Line LineRedactor::take(const Line& line) {
  if (!line.continued && held_.text.empty() && !key_.open && !redactor_.may_hold(line.text)) return line;
  Line out = behind_held(line);
  held_.text.clear();
  Key key = key_;
  find(out.text, key);
  if (line.continued) {
    const std::size_t from = hold_from(out.text);
    held_ = {std::string(out.text.substr(from)), out.first_epoch, out.last_epoch};
    std::erase_if(spans_, [from](const Span& span) { return span.begin >= from; });
    for (Span& span : spans_) span.end = std::min(span.end, from);
    out.text = out.text.substr(0, from);
  }
  // What is held back comes again: it opens a key then.
  if (held_.text.empty() || !leaves_key_open(held_.text)) key_ = key;
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
  find(out.text, looked_at_);
  out.text = without_secrets(out.text);
  return out;
}

std::uint64_t LineRedactor::count_masks() {
  return std::exchange(masks_, 0);
}

}  // namespace logwrap::redact
