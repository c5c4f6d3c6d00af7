// What holds for every line that is interpreted. Shared by the fuzzer and the replay of its corpus.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Reads each line of `text` as metadata, as nearly so, and into one X axis. Returns what does not hold, or nothing:
/// metadata is what simdjson's DOM takes for one object, but for NaN, the infinities and numbers that are too large for
/// it; its strict form is metadata with the same keys; whatever is metadata is loose JSON without slips; a hint is one
/// printable sentence; and an X value comes back from a journal as it was printed.
[[nodiscard]] std::optional<std::string> interpret_violation(std::string_view text);

}  // namespace logwrap
