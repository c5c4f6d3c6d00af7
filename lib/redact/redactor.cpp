#include "lib/redact/redactor.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "lib/pattern/pattern_list.hpp"
#include "lib/redact/secret_names.hpp"
#include "lib/redact/shapes.hpp"
#include "lib/redact/written.hpp"

namespace logwrap::redact {

namespace {

/// Among what the finder knows: not a shape's anchor, but a secret itself.
constexpr std::size_t kValue = static_cast<std::size_t>(-1);

}  // namespace

Redactor::Redactor(const Options& options) {
  for (const std::string& value : options.values) {
    if (value.size() < kMinValueBytes) continue;
    for (std::string& written : ways_to_write(value)) values_.push_back(std::move(written));
  }
  add_literals();
  each_line(options.patterns, [this](std::string_view pattern, int) {
    std::unique_ptr<RE2> one = compiled(pattern);
    if (one->ok()) patterns_.push_back(std::move(one));
  });
}

/// In the order of their texts: what begins alike stands together then in the finder's filter, and is told from others.
void Redactor::add_literals() {
  std::vector<std::pair<std::string, std::size_t>> literals;
  for (std::size_t i = 0; i < shapes().size(); ++i) literals.emplace_back(shapes()[i].anchor, i);
  for (const std::string& value : values_) literals.emplace_back(value, kValue);
  std::sort(literals.begin(), literals.end());
  for (auto& [text, id] : literals) literals_.add(std::move(text), id);
}

void Redactor::find(std::string_view text, Ending ending, std::vector<Span>& spans) const {
  spans.clear();
  find_literals(text, ending, spans);
  if (ending == Ending::Cut) find_cut_value(text, spans);
  if (!patterns_.empty()) find_patterns(text, spans);
  if (spans.size() > 1) tidy(spans);
}

void Redactor::find_literals(std::string_view text, Ending ending, std::vector<Span>& spans) const {
  std::array<std::size_t, kShapeCount> seen{};
  literals_.find(text, [&](std::size_t id, std::string_view literal, std::size_t at) {
    if (id == kValue) {
      spans.push_back({at, at + literal.size()});
    } else if (at >= seen.at(id)) {
      const Found found = shapes()[id].find(shapes()[id], text, at, ending);
      seen.at(id) = found.seen;
      if (found.secret) spans.push_back(*found.secret);
    }
  });
}

/// The longest beginning of a value that `text` ends with.
void Redactor::find_cut_value(std::string_view text, std::vector<Span>& spans) const {
  std::size_t longest = 0;
  for (const std::string_view value : values_) {
    for (std::size_t size = std::min(value.size() - 1, text.size()); size >= kLeastCut && size > longest; --size) {
      if (text.ends_with(value.substr(0, size))) longest = size;
    }
  }
  if (longest > 0) spans.push_back({text.size() - longest, text.size()});
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
  find(text, Ending::Whole, spans);
  return redact::masked(text, spans);
}

}  // namespace logwrap::redact
