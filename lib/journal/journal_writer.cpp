#include "lib/journal/journal_writer.hpp"

#include <algorithm>
#include <utility>

#include "lib/journal/events.hpp"

namespace logwrap {

Result<JournalWriter> JournalWriter::open(Run run, const Options& options, const Continuation& from) {
  Result<UniqueFd> lock = run.lock();
  if (!lock) return lock.error();
  const int dir_fd = run.fd();
  return open_locked(std::move(run), std::move(*lock), directory_store(dir_fd), options, from);
}

Result<JournalWriter> JournalWriter::open(Run run, std::unique_ptr<SegmentStore> store, const Options& options,
                                          const Continuation& from) {
  return open_locked(std::move(run), UniqueFd(), std::move(store), options, from);
}

Result<JournalWriter> JournalWriter::open_locked(Run run, UniqueFd lock, std::unique_ptr<SegmentStore> store,
                                                 const Options& options, const Continuation& from) {
  Result<Segments> segments = Segments::open(std::move(store));
  if (!segments) return Error{segments.error().code, "cannot read " + run.path()};
  JournalWriter writer(std::move(run), std::move(lock), std::move(*segments), options);
  writer.continue_from(from);
  return writer;
}

void JournalWriter::continue_from(const Continuation& from) {
  const std::optional<Segments::Tail> tail =
      segments_.empty() ? std::nullopt : segments_.mend_tail(from.written_seq, from.last_seq);
  if (from.last_seq == 0 && !tail) return;  // a recorder before this one may have got as far as to a file
  counts_ = from.counts;
  last_ = {from.last_ts, from.last_seq};
  std::uint64_t lost = counts_.committed - std::min(counts_.committed, counts_.recorded + counts_.dropped());
  if (tail) {
    // What was handed over can be older than the last write: what is in the file is not lost, and was committed.
    lost -= std::min(lost, tail->lines_written);
    found_lines_ = tail->lines_behind;
    counts_.committed += found_lines_;
    last_ = {std::max(last_.ts, tail->last.ts), std::max(last_.seq, tail->last.seq)};
  }
  counts_.dropped(Drop::Crash) += lost;
  counts_.recorded = counts_.committed - std::min(counts_.committed, counts_.dropped());
  counts_.bytes = written_bytes_ = segments_.bytes();
  put(resumed_event(lost, 0));
}

Stamp JournalWriter::append(Record& record) {
  put(record);
  // While writing fails only the caller's own flush, at its own pace, tries again.
  if (!failure_ && buffer_.size() >= options_.limits.flush_at) (void)flush();
  return last_;
}

void JournalWriter::put(Record& record) {
  record.ts = std::max(last_.ts + 1, record.ts);
  record.seq = last_.seq + 1;
  last_ = {record.ts, record.seq};
  const std::size_t before = buffer_.size();
  const RecordBuffer::Amount amount = buffer_.add(record);
  counts_.committed += amount.lines;
  if (amount.lines > 1) counts_.joined += amount.lines - 1;
  if (record.continued) ++counts_.pieces;
  const bool room = before == 0 || before + amount.bytes <= options_.limits.held;
  // Once one was dropped all are, until writing works again: so there is one gap, not many.
  if (failure_ && (!room || lost_.bytes > 0)) {
    buffer_.take_back();
    drop(amount);
  }
}

void JournalWriter::drop(const RecordBuffer::Amount& amount) {
  lost_.bytes += amount.bytes;
  lost_.lines += amount.lines;
  counts_.dropped(Drop::Disk) += amount.lines;
}

Result<void> JournalWriter::flush() {
  // A second round writes the events that the first one gave rise to.
  for (int round = 0; round < 2 && !buffer_.empty(); ++round) {
    if (const Result<void> written = write_buffer(); !written) {
      fail(written.error());
      return *failure_;
    }
    recover();
  }
  return {};
}

/// Into as many segments as it takes: files may be allowed less than a segment's length (RLIMIT_FSIZE).
Result<void> JournalWriter::write_buffer() {
  while (!buffer_.empty()) {
    if (auto ready = make_ready(); !ready) return ready;
    const Segments::Written written = segments_.write(buffer_);
    counts_.recorded += written.amount.lines;
    counts_.bytes = segments_.bytes();
    unchecked_bytes_ += written.amount.bytes;
    written_bytes_ += written.amount.bytes;
    if (written.result.has_value()) continue;
    if (written.result.error().code != std::errc::file_too_large) return written.result;
    if (!written.fits_nowhere) continue;
    fail(written.result.error());
    drop(buffer_.drop_first());
  }
  return {};
}

void JournalWriter::fail(const Error& error) {
  ++failed_attempts_;
  if (failure_) return;
  const std::string because = error.message.empty() ? "" : " (" + error.message + ")";
  failure_ = Error{error.code, "cannot write the journal in " + run_.path() + because};
  failure_taken_ = false;
}

void JournalWriter::recover() {
  if (!failure_) return;
  const std::string cause = failure_->code.message();
  failure_.reset();
  failed_attempts_ = 0;
  const Gap lost = std::exchange(lost_, {});
  if (lost.bytes > 0) put(gap_event({Drop::Disk, cause, lost.lines, lost.bytes}, 0));
}

std::optional<Error> JournalWriter::take_failure() {
  if (!failure_ || std::exchange(failure_taken_, true)) return std::nullopt;
  return failure_;
}

void JournalWriter::close(RunInfo info, const RunEnd& end) {
  (void)flush();
  info.counts = counts_;
  put(end_event(info, end, info.end.value_or(0)));
  if (!flush()) finish_in_reserve(info, end);
}

Result<void> JournalWriter::note_end(RunInfo info) {
  info.counts = counts_;
  return run_.write_info(info);
}

/// Of what could not be written the closing record alone: the reserve has room for no more.
void JournalWriter::finish_in_reserve(RunInfo info, const RunEnd& end) {
  drop(buffer_.clear());
  if (!run_.give_up_reserve()) return;
  recover();
  free_checked_ = true;  // also below the least free space: it takes less than was just given back
  unchecked_bytes_ = 0;
  info.counts = counts_;
  put(end_event(info, end, info.end.value_or(0)));
  if (!flush()) drop(buffer_.clear());
}

}  // namespace logwrap
