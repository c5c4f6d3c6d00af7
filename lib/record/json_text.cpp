#include "lib/record/json_text.hpp"

#include <array>
#include <charconv>

#include "lib/base/byte_search.hpp"

namespace logwrap {

namespace {

constexpr ByteSearch kEscaped{Charset{std::string_view("\0\x1f\"\"\\\\", 6)}};

void append_escape(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 0xFU];
}

template <class Integer>
void append_integer(std::string& out, Integer number) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append(text.data(), end);
}

}  // namespace

std::size_t copy_plain_json_text(std::string_view text, char* to) {
  return kEscaped.copy_until(text, to);
}

void append_json_text(std::string& out, std::string_view text) {
  while (true) {
    const std::size_t plain = kEscaped.find_in(text);
    out.append(text.data(), plain);
    if (plain == text.size()) return;
    append_escape(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  append_json_text(out, text);
  out += '"';
}

void append_json_number(std::string& out, std::int64_t number) {
  append_integer(out, number);
}
void append_json_number(std::string& out, std::uint64_t number) {
  append_integer(out, number);
}

}  // namespace logwrap
