#include "lib/pattern/line_pattern.hpp"

#include <set>
#include <utility>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

bool begins_name(char c) {
  return is_letter(c) || c == '_';
}
bool goes_on_in_name(char c) {
  return begins_name(c) || is_digit(c);
}

/// The name of the capture that `pattern` begins with, if it begins with one.
std::optional<std::string_view> capture_name(std::string_view pattern) {
  if (!pattern.starts_with('<')) return std::nullopt;
  std::size_t end = 1;
  while (end < pattern.size() && (end == 1 ? begins_name(pattern[end]) : goes_on_in_name(pattern[end]))) ++end;
  if (end == 1 || end == pattern.size() || pattern[end] != '>') return std::nullopt;
  return pattern.substr(1, end - 1);
}

struct Token {
  std::size_t at = 0;                    ///< in the pattern
  std::optional<std::string_view> name;  ///< of a capture
  char text = 0;                         ///< else
  bool valid = true;
};

/// Takes the next token off `pattern`, of which something is left.
Token take_token(std::string_view pattern, std::size_t& at) {
  Token token;
  token.at = at;
  token.name = capture_name(pattern.substr(at));
  if (token.name) {
    at += token.name->size() + 2;
    return token;
  }
  token.text = pattern[at++];
  if (token.text != '\\') return token;
  const char escaped = at < pattern.size() ? pattern[at++] : '\0';
  token.valid = escaped == 't' || escaped == '\\' || escaped == '<';
  token.text = escaped == 't' ? '\t' : escaped;
  return token;
}

std::optional<std::string> problem_of(std::string_view pattern) {
  const auto at_column = [](std::size_t at, const std::string& what) {
    return "column " + std::to_string(at + 1) + ": " + what;
  };
  std::set<std::string_view> names;
  bool behind_capture = false;
  for (std::size_t at = 0; at < pattern.size();) {
    const Token token = take_token(pattern, at);
    if (!token.valid) return at_column(token.at, R"(a backslash stands before t, \ or <)");
    if (!token.name) {
      behind_capture = false;
      continue;
    }
    if (std::exchange(behind_capture, true))
      return at_column(token.at, "two captures need text between them, or nobody knows where the first ends");
    if (*token.name != "_" && !names.insert(*token.name).second)
      return at_column(token.at, "the name " + std::string(*token.name) + " is there twice");
  }
  if (names.empty()) return at_column(0, "it captures nothing: it needs a <name>");
  return std::nullopt;
}

}  // namespace

LinePattern::LinePattern(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    const Token token = take_token(pattern, at);
    if (token.name) {
      steps_.push_back({*token.name == "_" ? std::string() : std::string(*token.name), {}});
    } else {
      (steps_.empty() ? begins_ : steps_.back().until) += token.text;
    }
  }
}

bool LinePattern::match(std::string_view line, std::vector<Capture>& captures) const {
  captures.clear();
  if (!line.starts_with(begins_)) return false;
  line.remove_prefix(begins_.size());
  for (const Step& step : steps_) {
    const std::size_t end = step.until.empty() ? line.size() : line.find(step.until);
    if (end == std::string_view::npos) return false;
    if (!step.name.empty()) captures.push_back({step.name, line.substr(0, end)});
    line.remove_prefix(end + step.until.size());
  }
  return true;
}

std::optional<PatternProblem> line_pattern_problem(std::string_view patterns) {
  std::optional<PatternProblem> problem;
  each_line(patterns, [&problem](std::string_view pattern, int line) {
    if (problem) return;
    if (const auto why = problem_of(pattern)) problem = PatternProblem{line, std::string(pattern), *why};
  });
  return problem;
}

}  // namespace logwrap
