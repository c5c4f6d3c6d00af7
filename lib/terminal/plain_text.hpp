// What in a job's output lays itself out without an emulator: printable characters and colours.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace logwrap::terminal {

/// On fewer columns nothing goes without the emulator: at 2, libvterm may hold back a soft wrap at column 0, where
/// nobody can see it.
constexpr int kLeastColumns = 4;

/// How many bytes of printable ASCII `bytes` begins with.
[[nodiscard]] std::size_t plain_size(std::string_view bytes);

/// The size of the colour (ESC [ parameters m) that `bytes` begins with; 0: it begins with none, or it is not whole.
[[nodiscard]] std::size_t colour_size(std::string_view bytes);

struct Glyph {
  char32_t code_point = 0;
  std::size_t length = 0;  ///< bytes
  int width = 0;           ///< columns; 0: a mark on the character before it
};
/// The character that `bytes`, which is not empty, begins with. Nothing where it is none that is printed, or not whole.
[[nodiscard]] std::optional<Glyph> glyph_at(std::string_view bytes);

}  // namespace logwrap::terminal
