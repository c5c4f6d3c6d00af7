#include "lib/recorder/run_journal.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "lib/identity/attributes.hpp"
#include "lib/journal/retention.hpp"
#include "lib/journal/sent_file.hpp"
#include "lib/recorder/cgroup_memory.hpp"

namespace logwrap {

namespace {

std::optional<std::string> environment_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

/// More would be too many files for a directory that is read again and again. The largest run_limit makes as many.
constexpr std::uint64_t kMostSegments = 1UL << 16;

/// What a file may grow to (`ulimit -f`), in bytes.
std::uint64_t longest_file() {
  struct rlimit limit {};
  const bool bounded = ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return bounded ? limit.rlim_cur : std::numeric_limits<std::uint64_t>::max();
}

/// The same whichever recorder of the run asks: they all have logwrap's environment, which is the job's.
RunInfo run_info(const RecorderSetup& setup, const Redaction& redaction) {
  RunInfo info = describe_run(setup.run_id, redaction.masked(setup.argv), setup.anchor.real, setup.pump);
  info.labels = detect_attributes({environment_variable, info.host, info.user, info.argv, info.id});
  if (setup.shipped) info.shipped.emplace();
  return info;
}

}  // namespace

RunStatus run_status(const JobEndPayload& end) {
  if (end.signal != 0) return {RunStatus::State::Signaled, end.signal};
  return {RunStatus::State::Exited, end.code};
}

void note_known(RunEnd& known, const JobEndPayload& end, const RecorderProgress& progress) {
  known.sender = end.sender;
  known.usage = end.usage;
  const std::optional<std::uint64_t> kills = own_oom_kills();
  const std::optional<std::uint64_t>& before = progress.oom_kills_before;
  if (kills && before && *kills > *before) known.oom_kills = *kills - *before;
}

JournalLimits journal_limits(const RecorderSetup& setup) {
  JournalLimits limits;
  limits.run = setup.config.run_limit;
  // Of a file a third: what is written when its length is almost reached is as much again, and a record.
  limits.segment = std::min({limits.segment, limits.run / 8, longest_file() / 3});
  limits.flush_at = std::min<std::size_t>(limits.flush_at, limits.segment);
  limits.run = std::min(limits.run, kMostSegments * limits.segment);
  return limits;
}

Result<OpenJournal> open_journal(const RecorderSetup& setup, const Redaction& redaction, const SharedPage& page) {
  Result<StateDir> opened = open_state_dir(setup.config.state_dir);
  if (!opened) return opened.error();
  // The closures of the journal's options outlive this function.
  const auto state = std::make_shared<StateDir>(std::move(*opened));
  RunInfo info = run_info(setup, redaction);
  Result<Run> run = Run::create(*state, info);
  if (!run) return run.error();
  JournalWriter::Options options;
  options.limits = journal_limits(setup);
  const auto unsent_removed = std::make_shared<std::size_t>(0);
  options.make_room = [state, total = setup.config.state_limit, unsent_removed] {
    RetentionLimits limits;
    limits.total = total;
    const Result<Pruned> pruned = prune_if_due(*state, limits);
    if (!pruned) return false;
    *unsent_removed += pruned->unsent;
    return pruned->more;
  };
  Continuation from;
  const RecorderProgress& left = page.progress();
  if (page.journal_open != 0) from = {left.last_ts, left.last_seq, left.counts, left.written_seq};
  Result<JournalWriter> writer = JournalWriter::open(std::move(*run), options, from);
  if (!writer) return writer.error();
  return OpenJournal{std::move(*writer), std::move(info), unsent_removed};
}

void write_end_only(const RecorderSetup& setup, const SharedPage& page, const JobEndPayload& end,
                    const GapPayload& lost, Time time) {
  const Result<StateDir> state = open_state_dir(setup.config.state_dir);
  if (!state) return;
  const Result<Run> run = Run::open(*state, setup.run_id);
  if (!run) return;
  if (const Result<RunInfo> noted = run->read_info(); noted && noted->end) return;  // the recorder got that far
  RunInfo info = run_info(setup, Redaction(setup.redaction(), setup.argv));
  info.status = run_status(end);
  info.end = setup.anchor.unix_nanos(time);
  RunEnd known;
  note_known(known, end, page.progress());
  info.cause = cause_of(info.status, known);
  info.usage = known.usage;
  if (const auto sent = read_sent(*run); setup.shipped && sent && *sent)
    info.shipped = ShippedCounts{(*sent)->stored, (*sent)->refused, (*sent)->refused_why};
  info.counts = page.progress().counts;
  // What was not written by the recorder that is gone, and what it never got.
  RunCounts& counts = info.counts;
  counts.dropped(lost.reason) += counts.committed - std::min(counts.committed, counts.recorded + counts.dropped());
  counts.committed += lost.line_feeds;
  counts.dropped(lost.reason) += lost.line_feeds;
  (void)run->write_info(info);
}

}  // namespace logwrap
