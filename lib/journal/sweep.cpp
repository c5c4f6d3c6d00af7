#include "lib/journal/sweep.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "lib/journal/run_id.hpp"

namespace logwrap {

namespace {

constexpr std::array<std::string_view, 4> kRounds{"over", "measuring", "removing", "removing_unsent"};

std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

}  // namespace

Sweep::Sweep(Position from, const FreeSpace& space, const RetentionLimits& limits)
    : at_(std::move(from)), space_(space), limits_(limits) {
  const bool removing = at_.round == Round::Removing || at_.round == Round::RemovingUnsent;
  if (space_is_short() && !removing) {
    at_.bytes = 0;
    begin(Round::Removing);
  } else if (at_.round == Round::Over) {
    at_.bytes = 0;
    begin(Round::Measuring);
  }
}

void Sweep::begin(Round round) {
  at_.round = round;
  at_.behind.clear();
}

bool Sweep::space_is_short() const {
  return space_.is_short(limits_.min_free);
}

const std::string* Sweep::next(std::span<const std::string> ids) {
  while (at_.round != Round::Over) {
    const bool enough = at_.bytes <= limits_.total && !space_is_short();
    if (at_.round != Round::Measuring && enough) break;
    const auto found = std::upper_bound(ids.begin(), ids.end(), at_.behind);
    if (found != ids.end()) {
      at_.behind = *found;
      return &*found;
    }
    if (at_.round == Round::RemovingUnsent) break;
    begin(at_.round == Round::Measuring ? Round::Removing : Round::RemovingUnsent);
  }
  at_ = {};
  return nullptr;
}

bool Sweep::wants(const RunUsage& run) const {
  return run.removable && run.unsent == (at_.round == Round::RemovingUnsent);
}

void Sweep::removed(const RunUsage& run) {
  at_.bytes -= std::min(at_.bytes, run.bytes);
  space_.available += run.bytes;
}

std::string to_text(const Sweep::Position& position) {
  std::string text(kRounds.at(static_cast<std::size_t>(position.round)));
  return text + " " + std::to_string(position.bytes) + " " + position.behind + "\n";
}

Sweep::Position parse_position(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  const auto round = std::find(kRounds.begin(), kRounds.end(), take_word(text));
  const std::string_view bytes = take_word(text);
  const std::string_view behind = take_word(text);
  Sweep::Position position;
  const auto parsed = std::from_chars(bytes.data(), bytes.data() + bytes.size(), position.bytes);
  const bool known = round != kRounds.end() && parsed.ec == std::errc() && parsed.ptr == bytes.data() + bytes.size();
  if (!known || (!behind.empty() && !is_run_id(behind))) return {};
  position.round = static_cast<Sweep::Round>(round - kRounds.begin());
  position.behind = behind;
  return position;
}

}  // namespace logwrap
