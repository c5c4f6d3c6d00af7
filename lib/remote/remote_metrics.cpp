#include "lib/remote/remote_metrics.hpp"

namespace logwrap {

namespace {

LokiSource::Options options_of(const MetricsFilter& filter, UnixNanos now) {
  LokiSource::Options options;
  options.filter.kind = Kind::Metadata;
  options.filter.stream = filter.stream;
  options.filter.since = filter.since;
  options.filter.until = filter.until;
  options.now = now;
  return options;
}

std::vector<MetricsRun> known(const std::vector<RemoteRun>& runs) {
  std::vector<MetricsRun> out;
  for (const RemoteRun& run : runs) out.push_back({run.info.id, run.info.labels, run.info.start});
  return out;
}

}  // namespace

RemoteMetrics::RemoteMetrics(LokiQueries& queries, std::vector<RemoteRun> runs, const MetricsFilter& filter,
                             UnixNanos now, Complain complain, Progress progress)
    : known_(known(runs)),
      source_(queries, std::move(runs), options_of(filter, now)),
      complain_(std::move(complain)),
      progress_(std::move(progress)) {}

void RemoteMetrics::hand_over(std::size_t run, const Record& record,
                              const std::function<void(const MetricsEntry&)>& take) {
  if (record.kind != Kind::Metadata) return;
  const Metadata* const metadata = parser_.parse(record.line);
  if (metadata != nullptr) take({run, record, *metadata});
}

bool RemoteMetrics::fetch(const std::function<void(const MetricsEntry&)>& take) {
  Result<Spool> spool = Spool::make();
  if (!spool) {
    complain_(describe(spool.error()));
    return false;
  }
  spool_ = *std::move(spool);
  std::uint64_t entries = 0;
  while (true) {
    switch (source_.next()) {
      case RecordSource::State::Record:
        if (const Result<void> kept = spool_->add(source_.run(), source_.record()); !kept) {
          complain_(describe(kept.error()));
          return false;
        }
        progress_(++entries);
        hand_over(source_.run(), source_.record(), take);
        break;
      case RecordSource::State::Note:
        complain_(source_.note());
        break;
      case RecordSource::State::Failed:
        complain_(source_.note());
        return false;
      case RecordSource::State::Wait:
      case RecordSource::State::End:
        return true;
    }
  }
}

bool RemoteMetrics::read(const std::function<void(const MetricsEntry&)>& take) {
  if (!spool_) {
    const bool whole = fetch(take);
    progress_(std::nullopt);
    return whole;
  }
  const Result<void> read = spool_->each([&](std::size_t run, const Record& record) { hand_over(run, record, take); });
  if (!read) complain_(describe(read.error()));
  return read.has_value();
}

}  // namespace logwrap
