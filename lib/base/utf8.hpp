// UTF-8, one character at a time, strictly as in RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logwrap {

struct Utf8Char {
  char32_t code_point = 0;
  std::size_t length = 0;  ///< bytes that make up the character; for an invalid one, those that belong to it (>= 1)
  bool valid = false;
  bool truncated = false;  ///< not valid so far, but more bytes could make it so: `text` ended within a character
};

/// The first character of `text`, which must not be empty. An invalid sequence is measured as the Unicode standard
/// recommends (the maximal subpart), so each is to be replaced by one U+FFFD.
[[nodiscard]] Utf8Char decode_utf8(std::string_view text);

/// Appends `code_point`, which must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t code_point);

/// `text` with each invalid sequence replaced by U+FFFD. NUL is kept.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace logwrap
