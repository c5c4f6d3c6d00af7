// What has to hold of any bytes that are taken for a push, and of a push made of any bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// What does not hold, in words; nothing where all is well. `bytes` are read as a body, as a body's content before it
/// is compressed, and as the text of a line, a label and a refusal.
[[nodiscard]] std::optional<std::string> push_violation(std::string_view bytes);

}  // namespace logwrap
