// Screen: what standard output can show.
#pragma once

#include <cstddef>

namespace logwrap {

/// 0 where standard output is no terminal, or does not know its width.
[[nodiscard]] std::size_t terminal_width();
/// The same of its rows.
[[nodiscard]] std::size_t terminal_height();
/// By LC_ALL, LC_CTYPE and LANG.
[[nodiscard]] bool locale_is_utf8();
/// Standard output is a terminal that knows colours, and NO_COLOR (no-color.org) does not forbid them.
[[nodiscard]] bool wants_colour();

}  // namespace logwrap
