// What holds for every text that may stand in a journal as a line. Shared by the fuzzer and the replay of its corpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Reads `text` as a record. Returns what does not hold, or nothing: a record that is read is the same once it was
/// written and read again, as one line; so is any text as a record's line and in its event.
[[nodiscard]] std::optional<std::string> record_violation(std::string_view text);

}  // namespace logwrap
