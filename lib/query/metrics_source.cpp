#include "lib/query/metrics_source.hpp"

#include <limits>

#include "lib/base/printer.hpp"
#include "lib/journal/journal_reader.hpp"

namespace logwrap {

MetricsSource::MetricsSource(std::vector<Run> runs, const MetricsFilter& filter, Complain complain)
    : runs_(std::move(runs)), filter_(filter), complain_(std::move(complain)), last_seq_(runs_.size()) {}

bool MetricsSource::wants(const Record& record) const {
  return record.kind == Kind::Metadata && (!filter_.stream || record.stream == *filter_.stream) &&
         (!filter_.since || record.ts >= *filter_.since);
}

void MetricsSource::read(const std::function<void(const MetricsEntry&)>& take) {
  for (std::size_t run = 0; run < runs_.size(); ++run) read_run(run, take);
}

void MetricsSource::read_run(std::size_t run, const std::function<void(const MetricsEntry&)>& take) {
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
