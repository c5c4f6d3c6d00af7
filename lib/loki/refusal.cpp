#include "lib/loki/refusal.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace logwrap {

namespace {

/// The number that `text` begins with, and what follows it.
std::optional<std::size_t> leading_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool begins_with_digit(std::string_view text) {
  return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

/// What follows the first `mark` in `text`.
std::optional<std::string_view> after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return text.substr(at + mark.size());
}

// "entry with timestamp 2026-11-22 03:04:05.000000001 +0000 UTC ignored, reason: 'REASON',\n", once for each of the
// first ten entries, then "user 'TENANT', total ignored: 3 out of 7 for stream: {...}". The reasons are that an entry
// is too far behind (or out of order, where the server wants order), and that too much came at once. The latter can
// stand in a 400 only among the former: where it is the last refusal the answer is a 429.
constexpr std::string_view kIgnored = "entry with timestamp ";

Refusal read_ignored(std::string_view words) {
  Refusal refusal{Refusal::What::Behind, 0, 0};
  std::optional<std::string_view> rest = after(words, "', total ignored: ");
  if (!rest) return refusal;
  const std::optional<std::size_t> count = leading_number(*rest);
  rest = after(*rest, " out of ");
  if (!count || !rest) return refusal;
  refusal.count = *count;
  refusal.total = leading_number(*rest).value_or(0);
  return refusal;
}

constexpr std::string_view kTooNew = "' has timestamp too new: ";

/// Whether one of the grouped messages is about one entry, not about the stream.
bool is_about_an_entry(std::string_view message) {
  constexpr std::array<std::string_view, 5> kMarks = {
      "' has timestamp too old: ", kTooNew, "' has structured metadata too large: ",
      "' has too many structured metadata labels: ", "' includes structured metadata, but this feature is disallowed"};
  if (message.starts_with("Max entry size '")) return true;
  for (const std::string_view mark : kMarks) {
    if (message.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

/// The time stands behind the stream's labels, which may hold any text.
bool is_ahead(std::string_view message) {
  const std::size_t time = message.rfind("' has timestamp too ");
  return message.starts_with("entry for stream '") && time != std::string_view::npos &&
         message.substr(time).starts_with(kTooNew);
}

/// "2 errors like: MESSAGE; 1 errors like: MESSAGE", or one MESSAGE alone.
Refusal read_grouped(std::string_view words) {
  constexpr std::string_view kLike = " errors like: ";
  std::string_view rest = words;
  std::size_t count = 0;
  for (auto number = leading_number(rest); number && rest.starts_with(kLike); number = leading_number(rest)) {
    count += *number;
    rest.remove_prefix(kLike.size());
    if (!is_about_an_entry(rest)) return {};
    // The next group begins after "; " and a number; a label's value may hold such a text and miscount its own run.
    std::optional<std::string_view> next = after(rest, "; ");
    while (next && !begins_with_digit(*next)) next = after(*next, "; ");
    if (is_ahead(rest.substr(0, next ? rest.size() - next->size() : rest.size()))) return {Refusal::What::Ahead, 0, 0};
    if (!next) break;
    rest = *next;
  }
  if (count > 0) return {Refusal::What::Entries, count, 0};
  if (is_ahead(words)) return {Refusal::What::Ahead, 0, 0};
  return is_about_an_entry(words) ? Refusal{Refusal::What::Entries, 1, 0} : Refusal{};
}

}  // namespace

Refusal read_refusal(std::string_view words) {
  return words.starts_with(kIgnored) ? read_ignored(words) : read_grouped(words);
}

bool may_be_lokis(std::string_view words) {
  const std::size_t first = words.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || words[first] == '<' || words[first] == '{') return false;
  return !words.starts_with("Client sent an HTTP request to an HTTPS server");
}

}  // namespace logwrap
