#include "lib/redact/written.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "lib/base/base64.hpp"
#include "lib/base/utf8.hpp"
#include "lib/redact/charset.hpp"

namespace logwrap::redact {

namespace {

/// A backslash before each of `special`.
std::string with_backslashes(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string replaced(std::string_view text, char what, std::string_view by) {
  std::string out;
  for (const char c : text) {
    if (c == what) {
      out += by;
    } else {
      out += c;
    }
  }
  return out;
}

enum class Digits { Upper, Lower };

/// RFC 3986; `safe` is left as it is besides what every encoder leaves.
std::string percent_encoded(std::string_view text, std::string_view safe, Digits digits) {
  static constexpr Charset kPlain{"azAZ09__--..~~"};
  const std::string_view hex = digits == Digits::Upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (kPlain.holds(c) || safe.find(c) != std::string_view::npos) {
      out += c;
    } else {
      ((out += '%') += hex[byte >> 4]) += hex[byte & 15];
    }
  }
  return out;
}

void append_utf16_escape(std::string& out, std::uint32_t unit) {
  std::array<char, 12> escape{};  // as long as any number may be
  std::snprintf(escape.data(), escape.size(), "\\u%04x", unit);
  out += escape.data();
}

/// JSON that is ASCII alone, as Python's json.dumps writes it.
std::string ascii_json(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    if (next.code_point < 0x80 || !next.valid) {
      out += with_backslashes(text.substr(0, next.length), "\"\\");
    } else if (next.code_point < 0x10000) {
      append_utf16_escape(out, next.code_point);
    } else {
      append_utf16_escape(out, 0xD800U + ((next.code_point - 0x10000U) >> 10U));
      append_utf16_escape(out, 0xDC00U + ((next.code_point - 0x10000U) & 0x3FFU));
    }
    text.remove_prefix(next.length);
  }
  return out;
}

}  // namespace

std::vector<std::string> ways_to_write(std::string_view text) {
  std::vector<std::string> ways{
      std::string(text),
      with_backslashes(text, "\"\\"),    // JSON
      with_backslashes(text, "\"\\/"),   // JSON, as PHP and old JavaScript libraries write it
      with_backslashes(text, "\\"),      // repr
      with_backslashes(text, "'\\"),     // repr of what holds both quotes, $'...'
      with_backslashes(text, "\"\\$`"),  // "..." of a shell: export -p, declare -x
      replaced(text, '\'', R"('\'')"),   // '...' of a shell
      replaced(text, '\'', R"('"'"')"),  // the same, as Python's shlex.quote does it
      ascii_json(text),
      percent_encoded(text, "", Digits::Upper),
      percent_encoded(text, "", Digits::Lower),
      percent_encoded(text, "/", Digits::Upper),                      // Python's urllib.parse.quote
      percent_encoded(text, "!'()*", Digits::Upper),                  // JavaScript's encodeURIComponent
      replaced(percent_encoded(text, " ", Digits::Upper), ' ', "+"),  // forms
      base64(text),
      base64(std::string(text) + "\n"),  // of `echo SECRET | base64`
  };
  std::sort(ways.begin(), ways.end());
  ways.erase(std::unique(ways.begin(), ways.end()), ways.end());
  return ways;
}

}  // namespace logwrap::redact
