// Bars that are printed faster than anybody looks: of what is printed over and over on one row, most leaves nothing
// behind.
#pragma once

#include <cstddef>
#include <string_view>

namespace logwrap::terminal {

/// `bytes` begins with a carriage return, behind which the cursor's row, of a screen of `columns`, was written on
/// before. The answer is how many of its first bytes leave nothing behind, because the next carriage return within them
/// is followed by text at least as wide, or by an erasure of the row: what follows them gives the same row, the same
/// cursor and the same modes as if they had come, too. To be asked where all modes are default.
[[nodiscard]] std::size_t overwritten_size(std::string_view bytes, int columns);

}  // namespace logwrap::terminal
