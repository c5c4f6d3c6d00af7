#include "lib/identity/labels.hpp"

#include <algorithm>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

bool is_first(char c) {
  return is_letter(c) || c == '_';
}

/// As Go's strconv.Unquote reads it.
void append_quoted(std::string& out, std::string_view value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (is_control(c)) {
      out += "\\x";
      out += kDigits[byte >> 4U];
      out += kDigits[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

bool is_label_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxLabelNameBytes || !is_first(name.front()) || name.starts_with("__"))
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return is_first(c) || is_digit(c); });
}

std::string label_text(const LabelSet& labels) {
  std::string out = "{";
  for (const auto& [name, value] : labels) {
    if (out.size() > 1) out += ", ";
    out += name;
    out += '=';
    append_quoted(out, value);
  }
  out += '}';
  return out;
}

}  // namespace logwrap
