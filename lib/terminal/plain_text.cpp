#include "lib/terminal/plain_text.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "lib/base/charset.hpp"
#include "lib/base/utf8.hpp"
#include "lib/terminal/glyph_width.hpp"

namespace logwrap::terminal {

namespace {

bool is_plain(char byte) {
  return byte >= ' ' && byte < '\x7f';
}

}  // namespace

// Eight at a time: a byte below 0x20, above 0x7E or with its high bit set makes the high bit of its place in `odd`, and
// of the lowest such place for certain.
std::size_t plain_size(std::string_view bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHigh = kOnes * 0x80;
  std::size_t size = 0;
  while (size + 8 <= bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + size, 8);
    const std::uint64_t odd = (word | (word + kOnes) | ~((word | kHigh) - kOnes * 0x20)) & kHigh;
    if (odd != 0 && std::endian::native == std::endian::little)
      return size + static_cast<std::size_t>(std::countr_zero(odd)) / 8;
    if (odd != 0) break;
    size += 8;
  }
  while (size < bytes.size() && is_plain(bytes[size])) ++size;
  return size;
}

std::size_t colour_size(std::string_view bytes) {
  constexpr Charset kParameters = Charset::of("0123456789;:");
  if (bytes.size() < 3 || bytes[0] != '\x1b' || bytes[1] != '[') return 0;
  const std::size_t end = 2 + kParameters.run(bytes, 2);
  return end < bytes.size() && bytes[end] == 'm' ? end + 1 : 0;
}

std::optional<Glyph> glyph_at(std::string_view bytes) {
  const Utf8Char next = decode_utf8(bytes);
  const bool control = next.code_point < 0x20 || (next.code_point >= 0x7F && next.code_point < 0xA0);
  if (!next.valid || control || is_noncharacter(next.code_point)) return std::nullopt;
  return Glyph{next.code_point, next.length, glyph_width(next.code_point)};
}

}  // namespace logwrap::terminal
