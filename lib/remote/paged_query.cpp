#include "lib/remote/paged_query.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"
namespace logwrap {

namespace {

constexpr std::size_t kAtOnce = 4;
constexpr std::chrono::milliseconds kLookAgain{200};

}  // namespace

Result<UnixNanos> PagedQuery::refused(const HttpResponse& response, Time now) {
  const Verdict verdict = verdict_on(response.status, response.body);
  const UnixNanos nothing = pager_.ask().start;
  const Error error{{}, describe_failure(response.status, response.body)};
  if (response.failure == HttpResponse::Failure::Secret) return Error{{}, printable(response.body, Tabs::Escape)};
  if (verdict == Verdict::Failed) return error;
  const std::size_t fits = entries_that_fit(response.body, pager_.ask().limit);
  if (verdict != Verdict::Again && pager_.refused(verdict, fits)) return nothing;
  if (!rests_.again(now)) return error;
  return nothing;
}

Result<UnixNanos> PagedQuery::answered(const HttpResponse& response, Time now,
                                       const std::function<void(const EntryView&)>& collect) {
  in_flight_.reset();
  if (verdict_on(response.status, response.body) != Verdict::Given) return refused(response, now);
  rests_.answered();
  Pager::Page page;
  page.bytes = response.body.size();
  const Result<std::size_t> entries = read_entries(response.body, [&](const EntryView& entry) {
    page.first = page.entries == 0 ? entry.ts : std::min(page.first, entry.ts);
    page.last = page.entries == 0 ? entry.ts : std::max(page.last, entry.ts);
    ++page.entries;
    collect(entry);
  });
  if (!entries) return entries.error();
  return pager_.answered(page);
}

OwnedEntry::OwnedEntry(const EntryView& entry)
    : ts(entry.ts), line(entry.line), labels(entry.labels.begin(), entry.labels.end()) {}

const std::string& OwnedEntry::value(const std::string& name) const {
  static const std::string kNone;
  const auto found = labels.find(name);
  return found == labels.end() ? kNone : found->second;
}

std::optional<Record> OwnedEntry::record() const {
  const std::vector<EntryView::Pair> pairs(labels.begin(), labels.end());
  return record_of({ts, line, pairs});
}

Result<void> read_all(LokiQueries& queries, std::span<PagedQuery> all,
                      const std::function<Wants(std::size_t, const OwnedEntry&)>& collect) {
  while (std::any_of(all.begin(), all.end(), [](const PagedQuery& one) { return !one.done(); })) {
    for (PagedQuery& one : all) {
      if (queries.in_flight() < kAtOnce && one.wants_to_ask(BootClock::now())) one.ask(queries);
    }
    for (const LokiQueries::Finished& finished : queries.wait(kLookAgain)) {
      const auto whose =
          std::find_if(all.begin(), all.end(), [&](const PagedQuery& one) { return one.in_flight() == finished.id; });
      if (whose == all.end()) continue;
      std::vector<OwnedEntry> page;
      const Result<UnixNanos> cut = whose->answered(finished.response, BootClock::now(),
                                                    [&page](const EntryView& entry) { page.emplace_back(entry); });
      if (!cut) return cut.error();
      for (const OwnedEntry& entry : page) {
        if (entry.ts >= *cut) continue;
        if (collect(static_cast<std::size_t>(whose - all.begin()), entry) == Wants::NoMore) return {};
      }
    }
  }
  return {};
}

}  // namespace logwrap
