#include "lib/record/level.hpp"

#include <algorithm>
#include <array>

#include "lib/base/ascii.hpp"

namespace logwrap {

namespace {

struct Word {
  std::string_view word;
  Level level;
};

constexpr std::size_t kLongest = 11;
/// The first seven are the names.
constexpr std::array<Word, 28> kWords{
    {{"trace", Level::Trace},       {"debug", Level::Debug},     {"info", Level::Info},
     {"notice", Level::Notice},     {"warning", Level::Warning}, {"error", Level::Error},
     {"critical", Level::Critical}, {"trc", Level::Trace},       {"finest", Level::Trace},
     {"finer", Level::Trace},       {"dbg", Level::Debug},       {"dbug", Level::Debug},
     {"fine", Level::Debug},        {"verbose", Level::Debug},   {"inf", Level::Info},
     {"information", Level::Info},  {"success", Level::Info},    {"warn", Level::Warning},
     {"wrn", Level::Warning},       {"err", Level::Error},       {"eror", Level::Error},
     {"severe", Level::Error},      {"crit", Level::Critical},   {"fatal", Level::Critical},
     {"ftl", Level::Critical},      {"alert", Level::Critical},  {"emerg", Level::Critical},
     {"panic", Level::Critical}}};

}  // namespace

std::string_view name(Level level) {
  return kWords[static_cast<std::size_t>(level)].word;
}

std::optional<Level> level_named(std::string_view word) {
  if (word.size() < 3 || word.size() > kLongest) return std::nullopt;
  const char first = lower(word.front());
  const auto same = [word, first](const Word& known) {
    return known.word.front() == first && std::equal(word.begin(), word.end(), known.word.begin(), known.word.end(),
                                                     [](char a, char b) { return lower(a) == b; });
  };
  const auto* const found = std::find_if(kWords.begin(), kWords.end(), same);
  return found == kWords.end() ? std::nullopt : std::optional(found->level);
}

}  // namespace logwrap
