#include "lib/terminal/overwriting.hpp"

#include <array>

#include "lib/terminal/plain_text.hpp"

namespace logwrap::terminal {

namespace {

/// A carriage return and the plain text behind it.
struct Pass {
  std::size_t size = 0;  ///< bytes
  int columns = 0;       ///< that it writes on, from the first one on; more than the screen's: it wraps
  bool erases = false;   ///< it erases the row first
};

std::size_t erasure_size(std::string_view bytes) {
  for (const std::string_view erasure : {"\x1b[2K", "\x1b[K", "\x1b[0K"}) {
    if (bytes.starts_with(erasure)) return erasure.size();
  }
  return 0;
}

Pass pass_at(std::string_view bytes, int columns) {
  Pass pass{1, 0, false};
  if (const std::size_t size = erasure_size(bytes.substr(1)); size > 0) {
    pass.erases = true;
    pass.size += size;
  }
  while (pass.size < bytes.size() && pass.columns <= columns) {
    const std::string_view rest = bytes.substr(pass.size);
    if (const std::size_t plain = plain_size(rest); plain > 0) {
      pass.columns += static_cast<int>(plain);
      pass.size += plain;
    } else if (const std::size_t colour = colour_size(rest); colour > 0) {
      pass.size += colour;
    } else {
      const std::optional<Glyph> glyph = glyph_at(rest);
      if (!glyph || glyph->width == 0) break;
      pass.columns += glyph->width;
      pass.size += glyph->length;
    }
  }
  return pass;
}

}  // namespace

std::size_t overwritten_size(std::string_view bytes, int columns) {
  if (columns < kLeastColumns) return 0;
  std::size_t gone = 0;
  Pass pass = pass_at(bytes, columns);
  while (pass.columns <= columns) {
    const std::string_view behind = bytes.substr(gone + pass.size);
    if (!behind.starts_with('\r')) break;
    const Pass next = pass_at(behind, columns);
    if (!next.erases && (pass.erases || next.columns < pass.columns)) break;
    if (next.columns == 0 && pass.columns > 0) break;  // the last character may yet be repeated (REP)
    gone += pass.size;
    pass = next;
  }
  return gone;
}

}  // namespace logwrap::terminal
