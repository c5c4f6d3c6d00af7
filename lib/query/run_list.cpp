#include "lib/query/run_list.hpp"

#include <algorithm>

#include "lib/journal/journal_tail.hpp"
#include "lib/journal/sent_file.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace {

/// How much of a journal's end is looked through for metadata.
constexpr std::size_t kLookBack = 512UL << 10;

/// What the end of a journal tells of the run.
struct Ending {
  std::uint64_t last_seq = 0;  // of the last whole record
  std::optional<X> x;
};

Ending ending_of(const Run& run) {
  Ending ending;
  std::size_t looked_at = 0;
  read_backwards(run, [&](std::string_view line) {
    looked_at += line.size();
    // Only these two kinds of records have to be read as a whole. Within a record's strings every quote has a backslash
    // before it, so that no text looks like a key.
    const bool wanted = ending.last_seq == 0 || line.find(R"(,"x_key":")") != std::string_view::npos;
    const Result<Record> record = wanted ? parse_record(line) : Error{};
    if (record && ending.last_seq == 0) ending.last_seq = record->seq;
    if (record && record->x) ending.x = record->x;
    return looked_at < kLookBack && !ending.x;
  });
  return ending;
}

/// What a shipper has still to do; nothing where there is to be none, and all where it cannot be known.
std::uint64_t unsent_of(const Run& run, std::uint64_t records) {
  const Result<std::optional<Sent>> sent = read_sent_or_due(run);
  if (!sent) return records;
  if (!*sent || (*sent)->complete) return 0;
  return records - std::min(records, (*sent)->settled());
}

}  // namespace

Result<std::vector<RunSummary>> summarize_runs(const StateDir& state) {
  Result<std::vector<std::string>> ids = list_runs(state);
  if (!ids) return ids.error();
  std::reverse(ids->begin(), ids->end());
  std::vector<RunSummary> runs;
  for (const std::string& id : *ids) {
    const Result<Run> run = Run::open(state, id);
    if (!run) continue;
    RunSummary summary;
    summary.id = id;
    // Looked at before run.json is read: a run that ends in between is shown as ended.
    const bool locked = run->is_locked();
    Result<RunInfo> info = run->read_info();
    if (info) {
      summary.liveness = liveness(*run, *info);
      summary.info = std::move(*info);
    } else {
      summary.liveness = locked ? Liveness::Running : Liveness::Lost;
    }
    const Ending ending = ending_of(*run);
    const bool ended = summary.liveness == Liveness::Finished;
    summary.lines = ended ? summary.info->counts.recorded : ending.last_seq;
    summary.x = ending.x;
    summary.unsent = unsent_of(*run, ending.last_seq);
    runs.push_back(std::move(summary));
  }
  return runs;
}

std::string status_text(const RunSummary& run) {
  if (run.last_seen) return "no end";
  if (run.liveness == Liveness::Running) return "running";
  if (!run.info) return "unreadable";
  return run.liveness == Liveness::Lost ? "lost" : describe(run.info->status);
}

}  // namespace logwrap
