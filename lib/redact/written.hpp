// How programs write a text that they print: as it is, or within quotes, JSON, a URL, a Kubernetes secret.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logwrap::redact {

/// `text` as it is, and each other way in which it may stand in output: as JSON (with and without `\uNNNN`), Python's
/// repr, a shell's quotes and `export -p` write it, percent-encoded for a URL, and as base64. Each once.
[[nodiscard]] std::vector<std::string> ways_to_write(std::string_view text);

}  // namespace logwrap::redact
