#include "apps/logwrapctl/looks.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace logwrap {

namespace {

/// The SGR sequence before the text, and the one that ends it.
std::string in_colour(std::string_view code, const std::string& text) {
  return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string coloured_by_level(std::string text, const Record& record) {
  constexpr std::array<std::string_view, 6> kBad = {"error", "fatal", "critical", "crit", "alert", "emerg"};
  constexpr std::array<std::string_view, 2> kWarning = {"warning", "warn"};
  constexpr std::array<std::string_view, 2> kLess = {"debug", "trace"};
  if (is_one_of(record.level, kBad)) return in_colour("31", text);
  if (is_one_of(record.level, kWarning)) return in_colour("33", text);
  if (is_one_of(record.level, kLess) || record.kind == Kind::Event) return dim(std::move(text));
  return text;
}

std::string coloured_by_number(std::string text, std::size_t number) {
  constexpr std::array<std::string_view, 6> kColours = {"36", "35", "32", "34", "33", "96"};
  return in_colour(kColours.at(number % kColours.size()), text);
}

std::string dim(std::string text) {
  return in_colour("2", text);
}

}  // namespace logwrap
