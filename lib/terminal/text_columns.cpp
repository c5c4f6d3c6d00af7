#include "lib/terminal/text_columns.hpp"

#include "lib/base/utf8.hpp"
#include "lib/terminal/glyph_width.hpp"

namespace logwrap::terminal {

namespace {

/// A character and how wide it is; an invalid byte counts as the U+FFFD that a terminal shows for it.
struct Measured {
  std::size_t bytes = 0;
  std::size_t columns = 0;
};

Measured measure(std::string_view text) {
  const Utf8Char next = decode_utf8(text);
  return {next.length, static_cast<std::size_t>(next.valid ? glyph_width(next.code_point) : 1)};
}

/// The bytes of the longest beginning of `text` that fits into `columns`.
std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Measured next = measure(text.substr(at));
    if (next.columns > columns) break;
    columns -= next.columns;
    at += next.bytes;
  }
  return at;
}

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Measured next = measure(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

std::string cut_to_columns(std::string_view text, std::size_t columns, std::string_view mark) {
  if (bytes_within(text, columns) == text.size()) return std::string(text);
  const std::size_t room = columns_of(mark);
  if (room > columns) return "";
  return std::string(text.substr(0, bytes_within(text, columns - room))) + std::string(mark);
}

}  // namespace logwrap::terminal
