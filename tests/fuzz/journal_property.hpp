// What holds for every bytes that may stand in a journal's segments. Shared by the fuzzer and the replay of its corpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Reads `bytes` as the segments of a run (a new one begins at each "\xFF\xFE"). Returns what does not hold, or
/// nothing: the reader ends; it gives exactly the lines that are records, in order; each other line, torn end and jump
/// of seq is a note; and a reader that follows the same segments as they grow gives the same records.
[[nodiscard]] std::optional<std::string> journal_violation(std::string_view bytes);

/// The same of a run.json: what is read is the same once it was written and read again.
[[nodiscard]] std::optional<std::string> run_info_violation(std::string_view text);

}  // namespace logwrap
