#include "lib/remote/run_summaries.hpp"

#include <cmath>
#include <functional>
#include <map>

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kAhead = 600 * kSecond;
constexpr UnixNanos kLongest = 30LL * 86'400 * kSecond;  // that is asked for at once
constexpr std::size_t kAtOnce = 4;

/// A question, and what becomes of its answer's body.
struct Question {
  std::function<LokiQueries::Id()> ask;
  std::function<Result<void>(std::string_view)> answered;
};

/// All of them, some at a time. What the server cannot say just now stays unknown; what it never will is an Error.
Result<void> ask_all(LokiQueries& queries, const std::vector<Question>& questions) {
  std::map<LokiQueries::Id, std::size_t> asked;
  std::size_t next = 0;
  while (next < questions.size() || !asked.empty()) {
    while (next < questions.size() && asked.size() < kAtOnce) {
      asked.emplace(questions[next].ask(), next);
      ++next;
    }
    for (const LokiQueries::Finished& finished : queries.wait(std::chrono::milliseconds(200))) {
      const auto whose = asked.find(finished.id);
      if (whose == asked.end()) continue;
      const std::size_t index = whose->second;
      asked.erase(whose);
      const HttpResponse& response = finished.response;
      const Verdict verdict = verdict_on(response.status, response.body);
      if (verdict == Verdict::Failed) return Error{{}, describe_failure(response.status, response.body)};
      if (verdict != Verdict::Given) continue;
      if (Result<void> taken = questions[index].answered(response.body); !taken) return taken;
    }
  }
  return {};
}

Question last_record(LokiQueries& queries, const LogQuery& query, TimeRange range, std::function<void(Record)> take) {
  range.start = std::max(range.start, range.end - kLongest);
  return {[&queries, text = query.text(), range] {
            return queries.ask_range(text, {range.start, range.end, 1}, Direction::Backward);
          },
          [take = std::move(take)](std::string_view body) -> Result<void> {
            const auto read = read_entries(body, [&take](const EntryView& entry) {
              if (auto record = record_of(entry)) take(*std::move(record));
            });
            return read ? Result<void>() : Result<void>(read.error());
          }};
}

Question count(LokiQueries& queries, const LogQuery& query, TimeRange range, std::function<void(std::uint64_t)> take) {
  const UnixNanos seconds = std::min((range.end - range.start) / kSecond + 2, kLongest / kSecond);
  const std::string text = "sum(count_over_time(" + query.text() + " [" + std::to_string(seconds) + "s]))";
  return {[&queries, text, range] { return queries.ask_number(text, range.end + kSecond); },
          [take = std::move(take)](std::string_view body) -> Result<void> {
            std::uint64_t number = 0;
            const auto read = read_numbers(body, "run_id", [&number](std::string_view, double value) {
              number = static_cast<std::uint64_t>(std::llround(value));
            });
            if (!read) return read.error();
            take(number);
            return {};
          }};
}

RunSummary summary_of(const RemoteRun& run) {
  RunSummary summary;
  summary.id = run.info.id;
  summary.info = run.info;
  const bool lost = run.info.status.state == RunStatus::State::Lost;
  summary.liveness = run.info.end && !lost ? Liveness::Finished : Liveness::Lost;
  if (!run.info.end) summary.last_seen = run.info.start;
  summary.lines = lost ? run.last_seq.value_or(0) : run.info.counts.recorded;
  if (run.info.shipped) summary.missing = run.info.shipped->refused;
  return summary;
}

}  // namespace

Result<std::vector<RunSummary>> summarize_remote(LokiQueries& queries, const std::vector<RemoteRun>& runs,
                                                 UnixNanos now, Check check) {
  std::vector<RunSummary> summaries;
  summaries.reserve(runs.size());
  for (const RemoteRun& run : runs) summaries.push_back(summary_of(run));
  std::vector<Question> questions;
  std::vector<std::uint64_t> counted(runs.size());
  std::vector<std::uint64_t> last_seq(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RemoteRun& run = runs[i];
    const LogQuery query = query_of(std::vector{&run});
    const TimeRange range{run.info.start, run.info.end ? *run.info.end + 1 : now + kAhead};
    LogQuery metadata = query;
    if (run.kind_is_label) metadata.label("kind", Match::Is, name(Kind::Metadata));
    metadata.field("x_key", Match::IsNot, "");
    questions.push_back(last_record(queries, metadata, range,
                                    [&summary = summaries[i]](Record record) { summary.x = std::move(record.x); }));
    last_seq[i] = run.last_seq.value_or(0);
    if (!run.info.end) {
      questions.push_back(
          last_record(queries, query, range, [&summary = summaries[i], &seq = last_seq[i]](Record record) {
            summary.last_seen = record.ts;
            summary.lines = seq = record.seq;
          }));
    }
    if (check == Check::CountRecords) {
      questions.push_back(
          count(queries, query, range, [&number = counted[i]](std::uint64_t value) { number = value; }));
    }
  }
  if (const Result<void> asked = ask_all(queries, questions); !asked) return asked.error();
  if (check == Check::No) return summaries;
  for (std::size_t i = 0; i < runs.size(); ++i) summaries[i].missing = last_seq[i] - std::min(last_seq[i], counted[i]);
  return summaries;
}

}  // namespace logwrap
