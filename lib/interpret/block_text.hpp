// What the kinds of blocks look at in a line.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "lib/base/ascii.hpp"
#include "lib/interpret/level.hpp"

namespace logwrap::block_text {

[[nodiscard]] constexpr bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
[[nodiscard]] constexpr bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}
[[nodiscard]] constexpr bool is_indented(std::string_view line) {
  return (line.starts_with(' ') || line.starts_with('\t')) && !is_blank(line);
}
[[nodiscard]] constexpr std::string_view without_indent(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

/// A name, and what is looked for beside a place in a line, has no more bytes: in a line in which a block seems to
/// begin at every place, it is not gone through anew for each.
inline constexpr std::size_t kNear = 512;

/// The last kNear bytes of `text`.
[[nodiscard]] constexpr std::string_view near_end(std::string_view text) {
  return text.substr(text.size() - std::min(text.size(), kNear));
}

/// How many bytes of `line` are a dotted name: "torch.cuda.OutOfMemoryError". It does not end with a dot, and of a
/// longer one only kNear bytes are told.
[[nodiscard]] constexpr std::size_t dotted_name(std::string_view line) {
  line = line.substr(0, kNear);
  std::size_t end = 0;
  while (end < line.size() && (is_word(line[end]) || line[end] == '.' || line[end] == '$')) ++end;
  while (end > 0 && line[end - 1] == '.') --end;
  return end;
}

/// Bytes that may stand between a type and its colon: node's code, " [ERR_ASSERTION]"; the type of what Ray wraps,
/// "(ValueError)".
[[nodiscard]] constexpr std::size_t behind_type(std::string_view rest) {
  const bool code = rest.starts_with(" [");
  if (!code && !rest.starts_with('(')) return 0;
  const std::size_t begin = code ? 2 : 1;
  const std::size_t end = begin + dotted_name(rest.substr(begin));
  return end > begin && rest.substr(end).starts_with(code ? "]:" : "):") ? end + 1 : 0;
}

/// Whether `name` is surely an exception's: one with a dot, or as Python's own are, "KeyboardInterrupt". Of a program's
/// own main module any may be one that begins with a capital, but "Validating" and "Epoch: 3" are lines, too.
[[nodiscard]] constexpr bool names_exception(std::string_view name) {
  constexpr std::array<std::string_view, 7> kEndings{"Error",     "Exception", "Interrupt", "Exit",
                                                     "Iteration", "Warning",   "Group"};
  return name.find('.') != std::string_view::npos ||
         std::any_of(kEndings.begin(), kEndings.end(), [name](std::string_view end) { return name.ends_with(end); });
}

/// The type of the exception that `line` tells as Python and Java do, "Type: message" or "Type"; empty where it is
/// none. A type's name begins with a capital: a line "loss: 0.5" is no exception.
[[nodiscard]] constexpr std::string_view exception_type(std::string_view line) {
  const std::string_view name = line.substr(0, dotted_name(line));
  const std::size_t last = name.rfind('.') + 1;  // 0 where there is no dot
  const bool type = last < name.size() && name[last] >= 'A' && name[last] <= 'Z' && !is_digit(name.front());
  line.remove_prefix(name.size());
  line.remove_prefix(behind_type(line));
  const bool ends = line.empty() || line.starts_with(": ") || line == ":";
  const bool number = line.size() > 2 && is_digit(line[2]);
  if (type && (line.empty() || number) && !names_exception(name)) return {};
  return type && ends ? name : std::string_view();
}

/// Whether it says of itself how serious it is, as a logger's line does: no line of an exception's message.
[[nodiscard]] inline bool is_log_line(std::string_view line) {
  const bool names_error = line.substr(0, dotted_name(line)).ends_with("Error");  // ncclUnhandledCudaError
  return !names_error && exception_type(line).empty() && find_level(line).has_value();
}

}  // namespace logwrap::block_text
