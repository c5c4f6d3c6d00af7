// A part of a text that is to be masked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace logwrap::redact {

/// Bytes [begin, end) of a text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Span&) const = default;
};

/// What stands in a record where a secret was. Short enough to make no line longer: whatever is masked has at least as
/// many bytes. Within a JSON text it changes nothing but a text's value.
inline constexpr std::string_view kMask = "***";

/// Puts spans in order and joins those that overlap.
void tidy(std::vector<Span>& spans);

/// `text` with a mask instead of each of `spans`, which are tidy.
[[nodiscard]] std::string masked(std::string_view text, const std::vector<Span>& spans);

}  // namespace logwrap::redact
