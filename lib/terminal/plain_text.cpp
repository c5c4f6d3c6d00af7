#include "lib/terminal/plain_text.hpp"

#include "lib/base/byte_search.hpp"
#include "lib/base/charset.hpp"
#include "lib/base/utf8.hpp"
#include "lib/terminal/glyph_width.hpp"

namespace logwrap::terminal {

namespace {

constexpr ByteSearch kNotPlain{Charset{std::string_view("\0\x1f\x7f\xff", 4)}};

}  // namespace

std::size_t plain_size(std::string_view bytes) {
  return kNotPlain.find_in(bytes);
}

std::size_t colour_size(std::string_view bytes) {
  static constexpr Charset kParameters = Charset::of("0123456789;:");
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
