// The one printer for text that a person will see on a terminal and that somebody else chose: lines, arguments, names,
// file names in messages. Escaped, such text cannot move the cursor, hide, reorder itself or fake a message.
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

/// `text` with control characters (C0 but tab where `Tabs::Keep`, DEL, C1), escape, bidirectional controls
/// (U+202A..202E, U+2066..2069, U+200E/F, U+061C), line and paragraph separators, and bytes that are not UTF-8 written
/// as \n, \t, \xNN or \u{NNNN}. All else, backslashes included, stays as it is.
enum class Tabs { Keep, Escape };
[[nodiscard]] std::string printable(std::string_view text, Tabs tabs = Tabs::Keep);

/// JSON text, which must be valid, with the same characters written as \uNNNN: they stand within strings, where that
/// changes nothing of their meaning. Tabs and line ends, which can stand between values only, become blanks.
[[nodiscard]] std::string printable_json(std::string_view json);

/// An argument vector as one could type it into a POSIX shell, each word quoted where needed, and printable.
[[nodiscard]] std::string quoted_word(std::string_view word);

}  // namespace logwrap
