#include "lib/interpret/command.hpp"

#include <simdjson.h>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

/// What follows the marker.
std::optional<Mode> parse(std::string_view rest) {
  if (rest.size() < 3 || !is_blank(rest.front()) || rest[1] != '{' || rest.back() != '}') return std::nullopt;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(rest.data() + 1, rest.size() - 1).get(object) != simdjson::SUCCESS) return std::nullopt;
  std::optional<Mode> mode;
  for (const auto field : object) {
    std::string_view word;
    // A second mode, or a key of some later version, may have been meant to restrict.
    if (mode || field.key != "mode" || field.value.get(word) != simdjson::SUCCESS) return std::nullopt;
    mode = mode_named(word);
    if (!mode) return std::nullopt;
  }
  return mode;
}

bool in_quotes(std::string_view line, std::size_t marker) {
  const char before = line[marker - 1];
  return (before == '\'' || before == '"' || before == '`') && line.back() == before;
}

}  // namespace

std::optional<Command> find_command(std::string_view line) {
  if (line.starts_with(kCommandMarker)) {
    const std::string_view rest = line.substr(kCommandMarker.size());
    if (rest.empty() || !is_word(rest.front())) return Command{Command::Place::LineStart, parse(rest)};
  }
  // The first that is meant: where others follow it, it is not at the line's end, and cannot be understood.
  for (std::size_t marker = line.find(kCommandMarker, 1); marker != std::string_view::npos;
       marker = line.find(kCommandMarker, marker + 1)) {
    const std::string_view rest = line.substr(marker + kCommandMarker.size());
    const bool meant = rest.size() > 1 && is_blank(rest[0]) && rest[1] == '{';
    if (meant && !in_quotes(line, marker)) return Command{Command::Place::WithinLine, parse(rest)};
  }
  return std::nullopt;
}

std::optional<Command> find_superseded_command(std::string_view text) {
  const std::size_t marker = text.find(kCommandMarker);
  if (marker == std::string_view::npos) return std::nullopt;
  const std::size_t rest = marker + kCommandMarker.size();
  const std::size_t end = text.find('}', rest);
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<Mode> mode = parse(text.substr(rest, end + 1 - rest));
  if (!mode || (marker > 0 && in_quotes(text.substr(0, end + 2), marker))) return std::nullopt;
  return Command{Command::Place::WithinLine, mode};
}

std::string command_text(Mode mode) {
  return std::string(kCommandMarker) + R"( {"mode":")" + std::string(name(mode)) + R"("})";
}

}  // namespace logwrap
