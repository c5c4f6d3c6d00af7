#include "lib/base/printer.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

#include "lib/base/utf8.hpp"

namespace logwrap {

namespace {

bool is_bidirectional_control(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

bool must_escape(char32_t c, Tabs tabs) {
  if (c == '\t') return tabs == Tabs::Escape;
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  return control || is_bidirectional_control(c) || c == 0x2028 || c == 0x2029;
}

void append_escape(std::string& out, char32_t c) {
  switch (c) {
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
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), c < 0x80 ? "\\x%02x" : "\\u{%x}", static_cast<unsigned>(c));
  out += text.data();
}

}  // namespace

std::string printable(std::string_view text, Tabs tabs) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    if (!next.valid) {
      std::array<char, 8> byte{};
      std::snprintf(byte.data(), byte.size(), "\\x%02x", static_cast<unsigned char>(text.front()));
      out += byte.data();
      text.remove_prefix(1);
      continue;
    }
    if (must_escape(next.code_point, tabs)) {
      append_escape(out, next.code_point);
    } else {
      out += text.substr(0, next.length);
    }
    text.remove_prefix(next.length);
  }
  return out;
}

std::string printable_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const Utf8Char next = decode_utf8(json);
    const bool blank = next.code_point == '\t' || next.code_point == '\n' || next.code_point == '\r';
    if (blank) {
      out += ' ';
    } else if (next.valid && must_escape(next.code_point, Tabs::Escape)) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(next.code_point));
      out += escape.data();
    } else {
      out += json.substr(0, next.length);
    }
    json.remove_prefix(next.length);
  }
  return out;
}

std::string quoted_word(std::string_view word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return printable(out + "'", Tabs::Escape);
}

}  // namespace logwrap
