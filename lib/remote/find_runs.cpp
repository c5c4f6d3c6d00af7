#include "lib/remote/find_runs.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "lib/journal/events.hpp"
#include "lib/journal/run_id.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kHour = 3600 * kSecond;
/// Loki takes what is so much later than its own time; and clocks differ.
constexpr UnixNanos kAhead = 600 * kSecond;

LogQuery query_for(const RemoteSelection& wanted) {
  LogQuery query;
  const Selection& selection = wanted.selection;
  if (wanted.id.size() == kRunIdLength) {
    query.field("run_id", Match::Is, wanted.id);
  } else if (!wanted.id.empty()) {
    query.field("run_id", Match::Like, any_of_values(std::array{wanted.id}) + ".*");
  }
  if (wanted.user) query.field("user", Match::Is, *wanted.user);
  if (selection.job && selection.job->task) {
    query.field("job_id", Match::Is, selection.job->id).field("array_task_id", Match::Is, *selection.job->task);
  } else if (selection.job) {
    query.either_field("job_id", "job_id_raw", selection.job->id);
  }
  for (const auto& [name, value] : selection.labels) query.field(name, Match::Is, value);
  return query;
}

std::string events_query(const RemoteSelection& wanted, const std::string& event) {
  LogQuery query = query_for(wanted);
  if (wanted.stream_is_label) query.label("stream", Match::Is, name(Stream::Logwrap));
  if (wanted.kind_is_label) query.label("kind", Match::Is, name(Kind::Event));
  return query.field("event", Match::Like, event).text();
}

Result<void> find_any_record(LokiQueries& queries, const RemoteSelection& wanted, std::vector<RemoteRun>& runs) {
  const auto time = time_of_run_id(wanted.id);
  if (wanted.id.size() != kRunIdLength || !time) return {};
  PageLimits few;
  few.first = 2;  // of a full page the last does not count
  std::vector<PagedQuery> all;
  all.emplace_back(query_for(wanted).text(), Pager(time->start - kSecond, time->start + kHour, few));
  return read_all(queries, all, [&runs](std::size_t, const OwnedEntry& entry) {
    learn(runs, entry);
    return runs.empty() ? Wants::More : Wants::NoMore;
  });
}

/// Which streams there were when the runs began. What cannot be known makes queries slower, and nothing else.
void find_labels(LokiQueries& queries, std::vector<RemoteRun>& runs) {
  LogQuery streams;
  std::set<std::string> services;
  TimeRange range{std::numeric_limits<UnixNanos>::max(), 0};
  for (const RemoteRun& run : runs) {
    const auto service = run.info.labels.find("service_name");  // a label of every stream
    services.insert(service == run.info.labels.end() ? "" : service->second);
    range.start = std::min(range.start, run.info.start - kSecond);
    range.end =
        std::max(range.end, run.started ? run.info.start + kSecond : run.info.end.value_or(run.info.start + kHour));
  }
  constexpr std::size_t kSome = 30;
  const std::vector<std::string> names(services.begin(), services.end());
  if (names.size() <= kSome) streams.label("service_name", Match::Like, any_of_values(names));
  const LokiQueries::Id id = queries.ask_series(streams.text(), range.start, range.end);
  while (queries.in_flight() > 0) {
    for (const LokiQueries::Finished& finished : queries.wait(std::chrono::seconds(1))) {
      if (finished.id != id || finished.response.status != 200) continue;
      if (const auto found = read_series(finished.response.body)) learn_labels(runs, *found);
    }
  }
}

}  // namespace

Result<std::vector<RemoteRun>> find_runs(LokiQueries& queries, const RemoteSelection& wanted) {
  TimeRange starts{wanted.since, wanted.now + kAhead};
  if (const auto time = time_of_run_id(wanted.id)) starts = {time->start - kSecond, time->end + kSecond};
  const UnixNanos now = wanted.now + kAhead;
  std::vector<PagedQuery> all;
  all.emplace_back(events_query(wanted, events::kStart), Pager(starts.start, std::min(starts.end, now)));
  all.emplace_back(events_query(wanted, std::string(events::kEnd) + "|" + events::kLost), Pager(starts.start, now));
  std::vector<RemoteRun> runs;
  Result<void> read = read_all(queries, all, [&runs](std::size_t, const OwnedEntry& entry) {
    learn(runs, entry);
    return Wants::More;
  });
  if (read && runs.empty()) read = find_any_record(queries, wanted, runs);
  if (!read) return read.error();
  std::erase_if(runs, [&wanted](const RemoteRun& run) {
    return !run.info.id.starts_with(wanted.id) || !wanted.selection.admits(run.info.labels);
  });
  if (!runs.empty()) find_labels(queries, runs);
  std::sort(runs.begin(), runs.end(), [](const RemoteRun& a, const RemoteRun& b) { return a.info.id < b.info.id; });
  return runs;
}

}  // namespace logwrap
