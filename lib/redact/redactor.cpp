#include "lib/redact/redactor.hpp"

#include <algorithm>
#include <array>

#include "lib/pattern/pattern_list.hpp"
#include "lib/redact/charset.hpp"
#include "lib/redact/secret_names.hpp"
#include "lib/redact/shapes.hpp"

namespace logwrap::redact {

namespace {

/// Among what the finder knows: not a shape's anchor, but a secret itself.
constexpr std::size_t kValue = static_cast<std::size_t>(-1);

std::string escaped_for_json(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string escaped_for_url(std::string_view text) {
  static constexpr Charset kPlain{"azAZ09__--..~~"};
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.holds(c)) {
      out += c;
    } else {
      (out += '%') += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

}  // namespace

Redactor::Redactor(const Options& options) {
  for (std::size_t i = 0; i < shapes().size(); ++i) literals_.add(std::string(shapes()[i].anchor), i);
  for (const std::string& value : options.values) {
    if (value.size() < kMinValueBytes) continue;
    literals_.add(value, kValue);
    for (std::string other : {escaped_for_json(value), escaped_for_url(value)}) {
      if (other != value) literals_.add(std::move(other), kValue);
    }
  }
  each_line(options.patterns, [this](std::string_view pattern, int) {
    std::unique_ptr<RE2> one = compiled(pattern);
    if (one->ok()) patterns_.push_back(std::move(one));
  });
}

void Redactor::find(std::string_view text, std::vector<Span>& spans) const {
  spans.clear();
  find_literals(text, spans);
  if (!patterns_.empty()) find_patterns(text, spans);
  if (spans.size() > 1) tidy(spans);
}

void Redactor::find_literals(std::string_view text, std::vector<Span>& spans) const {
  std::array<std::size_t, kShapeCount> seen{};
  literals_.find(text, [&](std::size_t id, std::string_view literal, std::size_t at) {
    if (id == kValue) {
      spans.push_back({at, at + literal.size()});
    } else if (at >= seen.at(id)) {
      const Found found = shapes()[id].find(shapes()[id], text, at);
      seen.at(id) = found.seen;
      if (found.secret) spans.push_back(*found.secret);
    }
  });
}

void Redactor::find_patterns(std::string_view text, std::vector<Span>& spans) const {
  const re2::StringPiece whole = piece(text);
  for (const std::unique_ptr<RE2>& pattern : patterns_) {
    re2::StringPiece groups[2];
    const int wanted = pattern->NumberOfCapturingGroups() > 0 ? 2 : 1;
    for (std::size_t at = 0;
         at <= text.size() && pattern->Match(whole, at, text.size(), RE2::UNANCHORED, groups, wanted);) {
      const re2::StringPiece& match = groups[0];
      const re2::StringPiece& secret = wanted == 2 && groups[1].data() != nullptr ? groups[1] : match;
      const auto begin = static_cast<std::size_t>(secret.data() - text.data());
      if (!secret.empty()) spans.push_back({begin, begin + secret.size()});
      const auto end = static_cast<std::size_t>(match.data() - text.data()) + match.size();
      at = std::max(end, at + 1);
    }
  }
}

std::string Redactor::masked(std::string_view text) const {
  std::vector<Span> spans;
  find(text, spans);
  return redact::masked(text, spans);
}

}  // namespace logwrap::redact
