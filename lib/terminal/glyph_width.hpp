// How many columns a character takes: asked of libvterm itself, so that whoever lays text out without it agrees with
// it, whatever its version.
#pragma once

namespace logwrap::terminal {

/// 1 or 2; 0 for a mark, which adds to the character before it (combining accents, joiners, variation selectors).
/// `c` is a Unicode scalar value and no control character. One that libvterm replaces by U+FFFD has that one's width.
/// Answers are remembered, for each thread.
[[nodiscard]] int glyph_width(char32_t c);

/// libvterm shows `c` as U+FFFD.
[[nodiscard]] constexpr bool is_noncharacter(char32_t c) {
  return c == 0xFFFE || c == 0xFFFF;
}

}  // namespace logwrap::terminal
