#include "lib/journal/close_lost.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "lib/journal/events.hpp"
#include "lib/journal/journal_tail.hpp"
#include "lib/journal/record_buffer.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/segment_store.hpp"
#include "lib/journal/segments.hpp"
#include "lib/journal/sent_file.hpp"

namespace logwrap {

namespace {

/// How far back the event is looked for that says what told the job to end: what was printed after it is not much.
constexpr std::size_t kLookBack = 16UL << 20;

struct Ending {
  std::optional<Record> last;
  std::optional<Record> told_to_end;
};

bool is_event(const Record& record, const char* name) {
  return record.event && record.event->name == name;
}

Ending ending_of(const Run& run) {
  Ending ending;
  std::size_t looked_at = 0;
  read_backwards(run, [&](std::string_view line) {
    looked_at += line.size();
    const bool wanted = !ending.last || line.find(events::kToldToEnd) != std::string_view::npos;
    const Result<Record> record = wanted ? parse_record(line) : Error{};
    if (record && !ending.last) ending.last = *record;
    if (record && is_event(*record, events::kToldToEnd)) ending.told_to_end = *record;
    return looked_at < kLookBack && !ending.told_to_end;
  });
  return ending;
}

/// The journal has its own closing record, and only run.json is behind.
void take_end(const Record& end, RunInfo& info) {
  for (const auto& [name, value] : end.event->fields) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) continue;
    if (name == "exit") info.status = {RunStatus::State::Exited, static_cast<int>(*number)};
    if (name == "signal") info.status = {RunStatus::State::Signaled, static_cast<int>(*number)};
    const auto count = static_cast<std::uint64_t>(*number);
    if (name == "committed") info.counts.committed = count;
    if (name == "recorded") info.counts.recorded = count;
    if (name == "pieces") info.counts.pieces = count;
    if (name == "joined") info.counts.joined = count;
    if (name == "masked") info.counts.masked = count;
    for (std::size_t i = 0; i < kDrops; ++i) {
      if (name == "dropped_" + std::string(logwrap::name(static_cast<Drop>(i)))) info.counts.dropped_for[i] = count;
    }
  }
}

/// 0 where there is no such file.
UnixNanos changed_at(const Run& run, const std::string& file) {
  struct stat status {};
  if (::fstatat(run.fd(), file.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return 0;
  return status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec;
}

/// When the journal was last written.
UnixNanos last_sign_of_life(const Run& run) {
  UnixNanos latest = 0;
  const Result<std::vector<SegmentFile>> files = directory_store(run.fd())->list();
  if (!files) return latest;
  for (const SegmentFile& file : *files) latest = std::max(latest, changed_at(run, segment_name(file.number)));
  return latest;
}

/// After a crash of the machine sent.json may know of records that have gone from the journal. Theirs are numbers that
/// no shipper sends again, and that readers have seen; and they were older than what was written before they were sent.
void put_behind_sent(Record& record, const Run& run) {
  constexpr std::chrono::nanoseconds kTick = std::chrono::milliseconds(10);  // files' times are that coarse, at most
  const Result<std::optional<Sent>> sent = read_sent(run);
  if (!sent || !*sent || (*sent)->seen_through() <= record.seq) return;
  record.seq = (*sent)->seen_through();
  record.ts = std::max({record.ts, (*sent)->last_answer, changed_at(run, kSentFile) + kTick.count()});
}

/// In a segment of its own. Answers the record as it stands there.
Result<Record> append(const Run& run, const Ending& ending) {
  Record record = lost_event(ending.told_to_end, last_sign_of_life(run));
  Result<Segments> segments = Segments::open(directory_store(run.fd()));
  if (!segments) return segments.error();
  (void)segments->mend_tail(0, 0);
  if (ending.last) {
    record.ts = std::max(record.ts, ending.last->ts + 1);
    record.seq = ending.last->seq;
  }
  put_behind_sent(record, run);
  ++record.seq;
  RecordBuffer buffer;
  buffer.add(record);
  if (const Result<void> started = segments->start_new(); !started) return started.error();
  if (const Segments::Written written = segments->write(buffer); !written.result) return written.result.error();
  return record;
}

Result<Closed> close_locked(const Run& run, RunInfo info) {
  const Ending ending = ending_of(run);
  info.status = {RunStatus::State::Lost, 0};
  if (ending.last && is_event(*ending.last, events::kEnd)) {
    info.end = ending.last->ts;
    take_end(*ending.last, info);
  } else if (ending.last && is_event(*ending.last, events::kLost)) {
    info.end = ending.last->ts;  // whoever wrote it got no further
  } else {
    const Result<Record> written = append(run, ending);
    if (!written) return Error{written.error().code, "cannot note the end of " + run.path()};
    info.end = written->ts;
  }
  if (const Result<void> noted = run.write_info(info); !noted) return noted.error();
  return Closed::Now;
}

}  // namespace

Result<Closed> close_lost_run(const StateDir& state, const std::string& id) {
  const Result<Run> run = Run::open(state, id);
  if (!run) return run.error();
  Result<RunInfo> info = run->read_info();
  if (!info) return info.error();
  if (info->end) return Closed::Before;
  // Of a process of another machine or namespace all that is known is that it cannot be seen from here.
  if (state_of(info->pump, info->host, host_name()) != ProcessState::Dead) return Closed::NotOver;
  const Result<UniqueFd> lock = run->lock();
  if (!lock && lock.error().code == std::errc::resource_unavailable_try_again) return Closed::TooEarly;
  if (!lock) return lock.error();
  info = run->read_info();  // who held the lock may have written it
  if (!info) return info.error();
  return info->end ? Closed::Before : close_locked(*run, *std::move(info));
}

}  // namespace logwrap
