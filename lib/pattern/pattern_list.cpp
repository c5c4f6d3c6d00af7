#include "lib/pattern/pattern_list.hpp"

namespace logwrap {

std::unique_ptr<re2::RE2> compiled(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(8 << 20);
  return std::make_unique<re2::RE2>(piece(pattern), options);
}

std::optional<PatternProblem> problem_of(std::string_view pattern, int line) {
  const std::unique_ptr<re2::RE2> one = compiled(pattern);
  if (!one->ok()) return PatternProblem{line, std::string(pattern), one->error()};
  if (!re2::RE2::FullMatch("", *one)) return std::nullopt;
  return PatternProblem{line, std::string(pattern), "it matches the empty text, and so everywhere"};
}

std::optional<PatternProblem> pattern_problem(std::string_view patterns) {
  std::optional<PatternProblem> problem;
  each_line(patterns, [&problem](std::string_view pattern, int line) {
    if (!problem) problem = problem_of(pattern, line);
  });
  return problem;
}

PatternRule rule_of(std::string_view line) {
  constexpr std::string_view kArrow = " => ";
  const std::size_t arrow = line.find(kArrow);
  if (arrow == std::string_view::npos) return {line, std::nullopt};
  return {line.substr(0, arrow), line.substr(arrow + kArrow.size())};
}

std::optional<PatternProblem> rule_problem(std::string_view rules) {
  std::optional<PatternProblem> problem;
  each_line(rules, [&problem](std::string_view line, int number) {
    if (problem) return;
    const PatternRule rule = rule_of(line);
    problem = problem_of(rule.begins, number);
    if (problem || !rule.goes_on) return;
    const std::unique_ptr<re2::RE2> goes_on = compiled(*rule.goes_on);
    if (!goes_on->ok()) problem = PatternProblem{number, std::string(*rule.goes_on), goes_on->error()};
  });
  return problem;
}

}  // namespace logwrap
