#include "lib/query/metrics_source.hpp"

#include <algorithm>
#include <limits>

#include "lib/base/printer.hpp"
#include "lib/journal/journal_reader.hpp"
#include "lib/query/selection.hpp"

namespace logwrap {

std::vector<std::string> names_of(const std::vector<MetricsRun>& runs) {
  std::vector<std::pair<std::string, Attributes>> known;
  for (const MetricsRun& run : runs) known.emplace_back(run.id, run.attributes);
  const std::vector<RunName> names = names_of(known);
  const bool ranks =
      std::all_of(names.begin(), names.end(), [](const RunName& name) { return name.rank.has_value(); }) &&
      std::all_of(runs.begin(), runs.end(),
                  [&runs](const MetricsRun& run) { return same_job(run.attributes, runs.front().attributes); });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < runs.size(); ++i) out.push_back(ranks ? "rank " + names[i].text : runs[i].id);
  return out;
}

JournalMetrics::JournalMetrics(std::vector<Run> runs, const MetricsFilter& filter, Complain complain)
    : runs_(std::move(runs)), filter_(filter), complain_(std::move(complain)), last_seq_(runs_.size()) {
  for (const Run& run : runs_) {
    const Result<RunInfo> info = run.read_info();
    known_.push_back({run.id(), info ? info->labels : Attributes(), info ? std::optional(info->start) : std::nullopt});
  }
}

bool JournalMetrics::wants(const Record& record) const {
  return record.kind == Kind::Metadata && (!filter_.stream || record.stream == *filter_.stream) &&
         (!filter_.since || record.ts >= *filter_.since) && (!filter_.until || record.ts < *filter_.until);
}

bool JournalMetrics::read(const std::function<void(const MetricsEntry&)>& take) {
  for (std::size_t run = 0; run < runs_.size(); ++run) read_run(run, take);
  return true;
}

void JournalMetrics::read_run(std::size_t run, const std::function<void(const MetricsEntry&)>& take) {
  const bool first_time = !last_seq_[run];
  const std::uint64_t end = last_seq_[run].value_or(std::numeric_limits<std::uint64_t>::max());
  const auto writer =
      liveness(runs_[run]) == Liveness::Running ? JournalReader::Writer::Alive : JournalReader::Writer::Gone;
  std::uint64_t last = 0;
  JournalReader reader(runs_[run]);
  for (auto state = reader.next(writer); state != JournalReader::State::End && state != JournalReader::State::Wait;
       state = reader.next(writer)) {
    if (state == JournalReader::State::Note) {
      if (first_time) complain_("run " + runs_[run].id() + ": " + printable(describe(reader.note())));
      continue;
    }
    last = reader.record().seq;
    if (last > end) return;
    if (!wants(reader.record())) continue;
    const Metadata* metadata = parser_.parse(reader.record().line);
    if (metadata != nullptr) take({run, reader.record(), *metadata});
  }
  if (first_time) last_seq_[run] = last;
}

}  // namespace logwrap
