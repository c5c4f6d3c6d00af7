#include "lib/config/yaml_text.hpp"

#include <algorithm>

#include "lib/base/utf8.hpp"

namespace logwrap {

namespace {

std::optional<std::string> character_problem(const Utf8Char& next, bool indenting, int column) {
  if (!next.valid) return "bytes that are not UTF-8; save the file as UTF-8 text";
  const char32_t c = next.code_point;
  if (c == '\t' && indenting) return "a tab indents this line, which YAML does not allow; use spaces";
  if (c == '%' && column == 1) return "directives (%) are not read; remove this line";
  if (c == 0) return "a NUL character; this is not a text file";
  if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) return "a control character; remove it";
  return std::nullopt;
}

std::string_view text_from(std::string_view text, Position at) {
  for (int line = 1; line < at.line; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(std::min(static_cast<std::size_t>(at.column - 1), text.size()));
}

bool is_unclosed(std::string_view text) {
  if (!text.starts_with('"') && !text.starts_with('\'')) return false;
  const char mark = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    // \" in double quotes, '' in single ones: the mark as a character.
    const bool pair = mark == '"' ? text[i] == '\\' : text.substr(i).starts_with("''");
    if (!pair && text[i] == mark) return false;
    if (pair) ++i;
  }
  return true;
}

}  // namespace

std::optional<YamlProblem> text_problem(std::string_view text) {
  Position at;
  bool indenting = true;
  while (!text.empty()) {
    const Utf8Char next = decode_utf8(text);
    if (auto problem = character_problem(next, indenting, at.column)) return YamlProblem{at, *std::move(problem)};
    text.remove_prefix(next.length);
    at.column += static_cast<int>(next.length);
    indenting = indenting && next.code_point == ' ';
    if (next.code_point == '\n') {
      at = {at.line + 1, 1};
      indenting = true;
    }
  }
  return std::nullopt;
}

bool opens_unclosed_quotation(std::string_view text, Position at) {
  return is_unclosed(text_from(text, at));
}

Position clamped(Position at, std::string_view text) {
  const int lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
  at.line = std::min(at.line, lines);
  const std::string_view line = text_from(text, {at.line, 1});
  const int length = static_cast<int>(line.substr(0, line.find('\n')).size());
  at.column = std::min(at.column, length + 1);
  return at;
}

}  // namespace logwrap
