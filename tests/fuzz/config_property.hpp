// What holds for every text that may lie in a configuration file. Shared by the fuzzer and the replay of its corpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Reads `text` as a configuration file would be. Returns what does not hold, or nothing: a problem stands within the
/// text and its message is one short printable line; an accepted entry has a unique key and stands within the text; a
/// value that is taken leaves the settings within their ranges, one that is refused leaves them alone.
[[nodiscard]] std::optional<std::string> config_violation(std::string_view text);

}  // namespace logwrap
