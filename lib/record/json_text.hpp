// Strings and numbers as JSON text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace logwrap {

/// Appends `text`, which must be valid UTF-8, as a JSON string with its quotes. Escaped is only what RFC 8259 demands:
/// quotes, backslashes and control characters below U+0020; all else, DEL and U+2028 included, stays as it is.
void append_json_string(std::string& out, std::string_view text);
/// The same without the quotes.
void append_json_text(std::string& out, std::string_view text);
/// Writes to `to`, which has room for `text`, what of it stands for itself, before the first byte that is escaped, and
/// answers how much that is.
[[nodiscard]] std::size_t copy_plain_json_text(std::string_view text, char* to);

void append_json_number(std::string& out, std::int64_t number);
void append_json_number(std::string& out, std::uint64_t number);

}  // namespace logwrap
