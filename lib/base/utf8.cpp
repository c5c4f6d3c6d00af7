#include "lib/base/utf8.hpp"

namespace logwrap {

namespace {

struct Lead {
  std::size_t length = 0;           // of the whole sequence; 0: not a lead byte
  unsigned char second_min = 0x80;  // the bounds of the second byte rule out overlong forms and surrogates
  unsigned char second_max = 0xBF;
  char32_t bits = 0;
};

Lead classify(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0, byte};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {2, 0x80, 0xBF, byte & 0x1FU};
  if (byte == 0xE0) return {3, 0xA0, 0xBF, 0};
  if (byte == 0xED) return {3, 0x80, 0x9F, 0xD};
  if (byte < 0xF0) return {3, 0x80, 0xBF, byte & 0x0FU};
  if (byte == 0xF0) return {4, 0x90, 0xBF, 0};
  if (byte < 0xF4) return {4, 0x80, 0xBF, byte & 0x07U};
  if (byte == 0xF4) return {4, 0x80, 0x8F, 4};
  return {};
}

}  // namespace

Utf8Char decode_utf8(std::string_view text) {
  const Lead lead = classify(static_cast<unsigned char>(text.front()));
  if (lead.length == 0) return {0xFFFD, 1, false, false};
  char32_t code_point = lead.bits;
  for (std::size_t i = 1; i < lead.length; ++i) {
    if (i == text.size()) return {0xFFFD, i, false, true};
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char low = i == 1 ? lead.second_min : 0x80;
    const unsigned char high = i == 1 ? lead.second_max : 0xBF;
    if (byte < low || byte > high) return {0xFFFD, i, false, false};
    code_point = (code_point << 6) | (byte & 0x3FU);
  }
  return {code_point, lead.length, true, false};
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    if (next.valid) {
      out += text.substr(0, next.length);
    } else {
      append_utf8(out, 0xFFFD);
    }
    text.remove_prefix(next.length);
  }
  return out;
}

}  // namespace logwrap
