#include "lib/query/run_list.hpp"

#include <algorithm>

#include "lib/journal/segment_store.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace {

/// The seq of the last whole record, from the end of the newest segment that has one.
std::uint64_t last_seq(const Run& run) {
  const std::unique_ptr<SegmentStore> store = directory_store(run.fd());
  const Result<std::vector<SegmentFile>> files = store->list();
  if (!files) return 0;
  for (auto file = files->rbegin(); file != files->rend(); ++file) {
    const Result<std::string> text = store->read(file->number);
    if (!text) continue;
    for (std::size_t end = text->rfind('\n'); end != std::string::npos && end > 0;) {
      const std::size_t before = text->rfind('\n', end - 1);
      const std::size_t start = before == std::string::npos ? 0 : before + 1;
      const Result<Record> record = parse_record(std::string_view(*text).substr(start, end - start));
      if (record) return record->seq;
      end = before;
    }
  }
  return 0;
}

}  // namespace

Result<std::vector<RunSummary>> summarize_runs(const StateDir& state) {
  const Result<std::vector<std::string>> ids = list_runs(state);
  if (!ids) return ids.error();
  std::vector<RunSummary> runs;
  for (auto id = ids->rbegin(); id != ids->rend(); ++id) {
    const Result<Run> run = Run::open(state, *id);
    if (!run) continue;
    RunSummary summary;
    summary.id = *id;
    // Looked at before run.json is read: a run that ends in between is shown as ended.
    const bool locked = run->is_locked();
    Result<RunInfo> info = run->read_info();
    if (info) {
      summary.liveness = liveness(*run, *info);
      summary.info = std::move(*info);
    } else {
      summary.liveness = locked ? Liveness::Running : Liveness::Lost;
    }
    const bool ended = summary.liveness == Liveness::Finished;
    summary.lines = ended ? summary.info->counts.recorded : last_seq(*run);
    runs.push_back(std::move(summary));
  }
  return runs;
}

std::string status_text(const RunSummary& run) {
  if (run.liveness == Liveness::Running) return "running";
  if (!run.info) return "unreadable";
  return run.liveness == Liveness::Lost ? "lost" : describe(run.info->status);
}

}  // namespace logwrap
