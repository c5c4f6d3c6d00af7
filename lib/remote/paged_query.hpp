// PagedQuery: all that a query finds in a range of time, page by page, whatever the server makes of some of the
// questions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "lib/base/clock.hpp"
#include "lib/identity/labels.hpp"
#include "lib/remote/answer_reader.hpp"
#include "lib/remote/loki_queries.hpp"
#include "lib/remote/pager.hpp"
#include "lib/remote/rests.hpp"

namespace logwrap {

class PagedQuery {
 public:
  PagedQuery(std::string query, Pager pager) : query_(std::move(query)), pager_(pager) {}

  [[nodiscard]] bool done() const { return pager_.done(); }
  /// It is not done, nothing is under way, and it need not rest (any longer) after an answer that was none.
  [[nodiscard]] bool wants_to_ask(Time now) const { return !done() && !in_flight_ && rests_.over(now); }
  void ask(LokiQueries& queries) { in_flight_ = queries.ask_range(query_, pager_.ask()); }
  [[nodiscard]] std::optional<LokiQueries::Id> in_flight() const { return in_flight_; }

  /// The answer to what is under way. `collect` is handed its entries; of these the ones before the returned time
  /// count, and the others come again. An Error, for people, where there is no use in going on.
  [[nodiscard]] Result<UnixNanos> answered(const HttpResponse& response, Time now,
                                           const std::function<void(const EntryView&)>& collect);

 private:
  [[nodiscard]] Result<UnixNanos> refused(const HttpResponse& response, Time now);

  std::string query_;
  Pager pager_;
  std::optional<LokiQueries::Id> in_flight_;
  Rests rests_;
};

/// An entry that lasts.
struct OwnedEntry {
  explicit OwnedEntry(const EntryView& entry);

  UnixNanos ts = 0;
  std::string line;
  LabelSet labels;  ///< of its stream, and its structured metadata

  /// Of one of these; empty where there is none.
  [[nodiscard]] const std::string& value(const std::string& name) const;
  /// The record that was sent as it; nothing where it is none of logwrap's.
  [[nodiscard]] std::optional<Record> record() const;
};

/// What who is handed an entry wants then.
enum class Wants { More, NoMore };

/// Reads them all, some at a time, or until no more is wanted. `collect` is handed what counts, of each query in no
/// order, with the query's place among them.
[[nodiscard]] Result<void> read_all(LokiQueries& queries, std::span<PagedQuery> all,
                                    const std::function<Wants(std::size_t, const OwnedEntry&)>& collect);

}  // namespace logwrap
