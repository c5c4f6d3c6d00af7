// Labels: what identifies a stream at Loki, as names and values and as the text of a push.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace logwrap {

/// Name to value, ordered by name. Names pass is_label_name; values are valid UTF-8, not empty (Loki takes an empty
/// value for an absent label), at most kMaxLabelValueBytes.
using LabelSet = std::map<std::string, std::string>;

// Loki's default limits (pkg/validation/limits.go). Beyond them a whole push is refused.
inline constexpr std::size_t kMaxLabels = 15;
inline constexpr std::size_t kMaxLabelNameBytes = 1024;
inline constexpr std::size_t kMaxLabelValueBytes = 2048;

/// [a-zA-Z_][a-zA-Z0-9_]*, at most kMaxLabelNameBytes, not starting with "__", which Loki keeps for itself.
[[nodiscard]] bool is_label_name(std::string_view name);

/// `{a="b", c="d"}` as a push carries it: quotation marks, backslashes and control characters escaped as in Go, all
/// other UTF-8 as it is. The same set always gives the same text.
[[nodiscard]] std::string label_text(const LabelSet& labels);

}  // namespace logwrap
