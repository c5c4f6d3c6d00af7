#include "lib/remote/run_summaries.hpp"

#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <optional>

#include "lib/remote/rests.hpp"
#include "lib/remote/time_parts.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kAhead = 600 * kSecond;
constexpr std::size_t kAtOnce = 4;

/// A question, and what becomes of its answer's body, or of there being none.
struct Question {
  std::function<LokiQueries::Id()> ask;
  std::function<Result<void>(std::string_view)> answered;
  std::function<void()> not_answered;
};

/// What the server cannot say just now.
struct Unanswered {
  std::size_t count = 0;
  std::string why;  // the first of them

  [[nodiscard]] std::string text(std::size_t all) const {
    if (count == 0) return "";
    return std::to_string(count) + " of " + std::to_string(all) +
           " questions about these runs were not answered, and what they ask for is not known: " + why +
           "; try again, or with a smaller --limit";
  }
};

/// All questions, some at a time.
class Asking {
 public:
  Asking(LokiQueries& queries, const std::vector<Question>& questions) : queries_(queries) {
    for (const Question& question : questions) waiting_.push_back({&question, {}});
  }

  /// An Error where the server will never answer.
  Result<Unanswered> ask_all() {
    while (!waiting_.empty() || !asked_.empty()) {
      ask_some(BootClock::now());
      for (const LokiQueries::Finished& finished : queries_.wait(std::chrono::milliseconds(200))) {
        const auto asked = asked_.extract(finished.id);
        if (asked.empty()) continue;
        if (Result<void> taken = take(asked.mapped(), finished.response); !taken) return taken.error();
      }
    }
    return unanswered_;
  }

 private:
  struct Waiting {
    const Question* question;
    Rests rests;
  };

  /// While one rests all do: that the server is busy holds for all of them.
  void ask_some(Time now) {
    while (!waiting_.empty() && asked_.size() < kAtOnce && waiting_.front().rests.over(now)) {
      asked_.emplace(waiting_.front().question->ask(), waiting_.front());
      waiting_.pop_front();
    }
  }

  Result<void> take(Waiting asked, const HttpResponse& response) {
    const Verdict verdict = verdict_on(response.status, response.body);
    if (verdict == Verdict::Failed) return Error{{}, describe_failure(response.status, response.body)};
    if (verdict == Verdict::Given) return asked.question->answered(response.body);
    if (verdict == Verdict::Again && asked.rests.again(BootClock::now())) {
      waiting_.push_front(asked);
      return {};
    }
    if (unanswered_.count++ == 0) unanswered_.why = describe_failure(response.status, response.body);
    asked.question->not_answered();
    return {};
  }

  LokiQueries& queries_;
  std::deque<Waiting> waiting_;
  std::map<LokiQueries::Id, Waiting> asked_;
  Unanswered unanswered_;
};

Question last_record(LokiQueries& queries, const std::string& query, TimeRange part, std::function<void(Record)> take) {
  return {[&queries, query, part] {
            return queries.ask_range(query, {part.start, part.end, 1}, Direction::Backward);
          },
          [take = std::move(take)](std::string_view body) -> Result<void> {
            const auto read = read_entries(body, [&take](const EntryView& entry) {
              if (auto record = record_of(entry)) take(*std::move(record));
            });
            return read ? Result<void>() : Result<void>(read.error());
          },
          [] {}};
}

/// Loki counts what is later than so many seconds before a time, and not later than that time.
Question count(LokiQueries& queries, const std::string& query, TimeRange part,
               std::function<void(std::uint64_t)> take) {
  const std::string seconds = std::to_string((part.end - part.start) / kSecond);
  return {[&queries, text = "sum(count_over_time(" + query + " [" + seconds + "s]))", part] {
            return queries.ask_number(text, part.end - 1);
          },
          [take = std::move(take)](std::string_view body) -> Result<void> {
            std::uint64_t number = 0;
            const auto read = read_numbers(body, "run_id", [&number](std::string_view, double value) {
              number = static_cast<std::uint64_t>(std::llround(value));
            });
            if (!read) return read.error();
            take(number);
            return {};
          },
          [] {}};
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

/// What is found out about one run.
struct Inquiry {
  RunSummary summary;
  UnixNanos x_ts = 0;
  std::optional<std::uint64_t> last_seq;
  std::uint64_t counted = 0;
  bool known = true;  // nothing of what tells how many are missing was left unanswered

  [[nodiscard]] std::optional<std::uint64_t> missing() const {
    if (!known || !last_seq) return std::nullopt;
    return *last_seq - std::min(*last_seq, counted);
  }
};

void add_questions(LokiQueries& queries, const RemoteRun& run, UnixNanos now, Check check, Inquiry& about,
                   std::vector<Question>& questions) {
  const LogQuery query = query_of(std::vector{&run});
  LogQuery metadata = query;
  if (run.kind_is_label) metadata.label("kind", Match::Is, name(Kind::Metadata));
  metadata.field("x_key", Match::IsNot, "");
  const TimeRange range{run.info.start, run.info.end ? *run.info.end + 1 : now + kAhead};
  for (const TimeRange& part : parts_of(range)) {
    questions.push_back(last_record(queries, metadata.text(), part, [&about](Record record) {
      if (record.ts < about.x_ts) return;
      about.x_ts = record.ts;
      about.summary.x = std::move(record.x);
    }));
    if (run.info.end) continue;
    questions.push_back(last_record(queries, query.text(), part, [&about](const Record& record) {
      if (record.seq < about.last_seq.value_or(0)) return;
      about.summary.last_seen = record.ts;
      about.summary.lines = record.seq;
      about.last_seq = record.seq;
    }));
    questions.back().not_answered = [&about] { about.known = false; };
  }
  if (check == Check::No) return;
  for (const TimeRange& part : parts_of({range.start - kSecond, range.end + kSecond})) {
    questions.push_back(
        count(queries, query.text(), part, [&about](std::uint64_t number) { about.counted += number; }));
    questions.back().not_answered = [&about] { about.known = false; };
  }
}

}  // namespace

Result<RemoteSummaries> summarize_remote(LokiQueries& queries, const std::vector<RemoteRun>& runs, UnixNanos now,
                                         Check check) {
  std::vector<Inquiry> inquiries(runs.size());
  std::vector<Question> questions;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    inquiries[i].summary = summary_of(runs[i]);
    inquiries[i].last_seq = runs[i].last_seq;
    add_questions(queries, runs[i], now, check, inquiries[i], questions);
  }
  const Result<Unanswered> unanswered = Asking(queries, questions).ask_all();
  if (!unanswered) return unanswered.error();
  RemoteSummaries summaries;
  summaries.unanswered = unanswered->text(questions.size());
  for (Inquiry& inquiry : inquiries) {
    if (check == Check::CountRecords) inquiry.summary.missing = inquiry.missing();
    summaries.runs.push_back(std::move(inquiry.summary));
  }
  return summaries;
}

}  // namespace logwrap
