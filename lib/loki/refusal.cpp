#include "lib/loki/refusal.hpp"

#include <array>
#include <charconv>

#include "lib/loki/http_time.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;

/// The number that `text` begins with, and what follows it.
std::optional<std::size_t> leading_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// What follows the first `mark` in `text`.
std::optional<std::string_view> after(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  return text.substr(at + mark.size());
}

// "entry with timestamp 2026-11-22 03:04:05.000000001 +0000 UTC ignored, reason: 'REASON',\n", once for each of the
// first ten entries, then "user 'TENANT', total ignored: 3 out of 7 for stream: {...}".
constexpr std::string_view kIgnored = "entry with timestamp ";
constexpr std::string_view kReason = " ignored, reason: '";
constexpr std::string_view kTotal = "', total ignored: ";

Refusal read_ignored(std::string_view words) {
  Refusal refusal{Refusal::What::Entries, 0, std::nullopt};
  std::string_view rest = words;
  while (rest.starts_with(kIgnored)) {
    const std::optional<std::string_view> reason = after(rest, kReason);
    if (!reason) break;
    if (reason->starts_with("Per stream rate limit exceeded")) return {Refusal::What::RateLimited, 0, std::nullopt};
    if (reason->starts_with("entry too far behind")) {
      refusal.what = Refusal::What::Behind;
      const auto bound = after(*reason, "oldest acceptable timestamp is: ");
      if (bound && !refusal.bound) refusal.bound = parse_rfc3339(bound->substr(0, bound->find('\'')));
    } else if (reason->starts_with("entry out of order")) {
      refusal.what = Refusal::What::Behind;
    }
    const std::optional<std::string_view> next = after(rest, ",\n");
    if (!next) break;
    rest = *next;
  }
  std::optional<std::string_view> total = after(rest, kTotal);
  refusal.count = total ? leading_number(*total).value_or(1) : 1;
  return refusal;
}

/// Whether one of the grouped messages is about one entry, not about the stream.
bool is_about_an_entry(std::string_view message) {
  constexpr std::array<std::string_view, 5> marks = {
      "' has timestamp too old: ", "' has timestamp too new: ", "' has structured metadata too large: ",
      "' has too many structured metadata labels: ", "' includes structured metadata, but this feature is disallowed"};
  if (message.starts_with("Max entry size '")) return true;
  for (const std::string_view mark : marks) {
    if (message.find(mark) != std::string_view::npos) return true;
  }
  return false;
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
    while (next && !(next->front() >= '0' && next->front() <= '9')) next = after(*next, "; ");
    if (!next) break;
    rest = *next;
  }
  if (count > 0) return {Refusal::What::Entries, count, std::nullopt};
  return is_about_an_entry(words) ? Refusal{Refusal::What::Entries, 1, std::nullopt} : Refusal{};
}

}  // namespace

Refusal read_refusal(std::string_view words) {
  return words.starts_with(kIgnored) ? read_ignored(words) : read_grouped(words);
}

std::vector<EncodedEntry> entries_behind(const Refusal& refusal, const Batch& batch) {
  std::vector<EncodedEntry> behind;
  for (const EncodedEntry& entry : batch.entries) {
    const bool certain = refusal.bound && entry.ts < *refusal.bound;
    const bool possible = !refusal.bound || entry.ts < *refusal.bound + kSecond;
    if (certain || (possible && behind.size() < refusal.count)) behind.push_back(entry);
  }
  return behind;
}

}  // namespace logwrap
