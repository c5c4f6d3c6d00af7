// What tells a level without a logger's head, and what may stand before one.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "lib/record/level.hpp"

namespace logwrap {

/// Of what some programs say in fixed words: a failed assertion, "CMake Error at ...".
[[nodiscard]] std::optional<Level> level_of_phrase(std::string_view line);

/// Where the line begins that was printed while a bar of tqdm's stood under the cursor: "50%|####    | 5/10
/// [00:01<00:01, 5.00it/s]WARNING: ...". The whole of it where none stands there.
[[nodiscard]] std::string_view behind_bar(std::string_view line);

/// How many bytes at the beginning of `text` are pictographs: "⚠️", "❌", "🚨".
[[nodiscard]] std::size_t pictographs(std::string_view text);

/// Where the line begins that is behind a progress bar's last state or the process that printed it; the whole of it
/// where neither stands there.
[[nodiscard]] std::string_view behind_what_is_before(std::string_view line);

}  // namespace logwrap
