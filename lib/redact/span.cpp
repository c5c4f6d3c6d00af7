#include "lib/redact/span.hpp"

#include <algorithm>

namespace logwrap::redact {

void tidy(std::vector<Span>& spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  std::size_t kept = 0;
  for (const Span& span : spans) {
    if (kept > 0 && span.begin < spans[kept - 1].end) {
      spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
    } else {
      spans[kept++] = span;
    }
  }
  spans.resize(kept);
}

std::string masked(std::string_view text, const std::vector<Span>& spans) {
  std::string out;
  out.reserve(text.size());
  std::size_t from = 0;
  for (const Span& span : spans) {
    out += text.substr(from, span.begin - from);
    out += kMask;
    from = span.end;
  }
  out += text.substr(from);
  return out;
}

}  // namespace logwrap::redact
