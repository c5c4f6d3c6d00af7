#include "lib/ship/lane.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace logwrap {

namespace {

/// Behind a record that is late, those that are older than this are late too: a backlog goes there as a whole, and what
/// is printed now waits for none of it.
constexpr std::chrono::nanoseconds kCaughtUp = std::chrono::seconds(10);

/// So often a lane may change between late and fresh before it stays with fresh until the first of them is settled.
constexpr std::size_t kMaxRanges = 256;

StreamId late_twin(StreamId id) {
  id.late = true;
  return id;
}

}  // namespace

Lane::Lane(const Run& run, RunStreams& streams, const StreamId& id, const SentStream& from, std::uint64_t seed)
    : run_(run),
      streams_(streams),
      id_(id),
      fresh_(id, from.trying, seed),
      late_flow_(late_twin(id), from.late_trying, ~seed),
      decided_(from.done),
      done_(from.done),
      late_(from.late),
      late_unread_(from.late),
      late_done_(from.late_done) {}

bool Lane::is_late(const RecordHead& head, UnixNanos real_now) const {
  if (fresh_.restores(head.seq) || late_.size() >= kMaxRanges) return false;
  if (age_of(head.ts, real_now) != Age::Fresh) return true;
  return last_late_ != 0 && real_now - head.ts > kCaughtUp.count();
}

Lane::Route Lane::route(const RecordHead& head, UnixNanos real_now) {
  return behind_ ? Route::Known : decide(head, real_now);
}

Lane::Route Lane::decide(const RecordHead& head, UnixNanos real_now) {
  if (head.seq <= decided_) return Route::Known;
  if (late_.contains(head.seq) || late_done_.contains(head.seq)) {  // decided by the shipper before this one
    last_late_ = decided_ = head.seq;
    return Route::Known;
  }
  note_age(head, real_now);
  if (!is_late(head, real_now)) return Route::Fresh;
  make_late(head.seq);
  return Route::Late;
}

/// Directly behind a record that is late and not settled it makes one range with that one, whether it was read or not.
void Lane::make_late(std::uint64_t seq) {
  const SeqRange range{late_.contains(last_late_) ? last_late_ + 1 : seq, seq};
  late_.add(range);
  late_unread_.add(range);
  last_late_ = decided_ = seq;
}

void Lane::note_age(const RecordHead& head, UnixNanos real_now) {
  const Age age = age_of(head.ts, real_now);
  if (age != Age::Expiring && age != Age::Expired) return;
  if (!aged_ || age > aged_->age) aged_ = Aged{head.ts, age};
}

bool Lane::offer(const Record& record, Time now) {
  if (!fresh_.has_room()) return false;
  fresh_.add(streams_.entry(record), now);
  fresh_seqs_.push_back(record.seq);
  last_late_ = 0;
  decided_ = record.seq;
  return true;
}

void Lane::fall_behind(const Record& record) {
  behind_.emplace(run_, streams_, id_, record.seq);
}

bool Lane::read(Time now, UnixNanos real_now, Writer writer, std::uint64_t passed) {
  const bool more_late = read_late(now, writer);
  return read_fresh(now, real_now, writer, passed) || more_late;
}

bool Lane::read_fresh(Time now, UnixNanos real_now, Writer writer, std::uint64_t passed) {
  while (behind_ && fresh_.has_room()) {
    const LaneReader::State state = behind_->peek(writer);
    if (state == LaneReader::State::Busy) return true;
    if (state == LaneReader::State::AtEnd || behind_->record().seq > passed) {
      behind_.reset();  // from here on it is offered
      decided_ = std::max(decided_, passed);
      break;
    }
    const Record& record = behind_->record();
    const Route route = decide({record.ts, record.seq, record.stream, record.kind}, real_now);
    if (route == Route::Fresh && !offer(record, now)) break;
    behind_->pop();
  }
  return false;
}

bool Lane::read_late(Time now, Writer writer) {
  while (late_flow_.has_room() && !late_unread_.empty()) {
    const std::uint64_t first = *late_unread_.first();
    if (!late_reader_ || late_reader_->at() > first) late_reader_.emplace(run_, streams_, id_, first);
    const LaneReader::State state = late_reader_->peek(writer);
    if (state == LaneReader::State::Busy) return true;
    // All of them were seen in the journal once: what is not there any more has gone from its middle.
    if (state == LaneReader::State::AtEnd) forget_late_before(std::numeric_limits<std::uint64_t>::max());
    if (state != LaneReader::State::Record) continue;
    if (!late_may_go(late_reader_->record().seq)) break;
    take_late(now);
  }
  if (late_unread_.empty()) late_reader_.reset();
  return false;
}

/// Not before all that is older was settled: what the shared stream refuses as too far behind comes to the late one,
/// and would be too far behind there too if that were an hour ahead.
bool Lane::late_may_go(std::uint64_t seq) const {
  return seq <= decided_ && (fresh_seqs_.empty() || fresh_seqs_.front() > seq);
}

void Lane::take_late(Time now) {
  const Record& record = late_reader_->record();
  const std::optional<SeqRange> range = late_unread_.containing(record.seq);
  forget_late_before(range ? range->first : record.seq);
  if (range) {
    const SeqRange taken{range->first, record.seq};
    late_unread_.remove(taken);
    late_taken_.push_back(taken);
    late_flow_.add(streams_.entry(record), now);
  }
  late_reader_->pop();
}

void Lane::forget_late_before(std::uint64_t seq) {
  while (!late_unread_.empty() && *late_unread_.first() < seq) {
    const SeqRange& front = late_unread_.all().front();
    const SeqRange gone{front.first, std::min(front.last, seq - 1)};
    late_.remove(gone);
    late_done_.add(gone);
    late_unread_.remove(gone);
  }
}

void Lane::close_batches(Time now, Gathering gathering) {
  if (gathering == Gathering::IsOver && !behind_) fresh_.close();
  if (gathering == Gathering::IsOver && late_unread_.empty()) late_flow_.close();
  fresh_.close_due(now);
  late_flow_.close_due(now);
}

void Lane::settle_fresh(const Batch& batch, const std::vector<Batch::Entry>& late) {
  done_ = batch.entries.back().seq;
  while (!fresh_seqs_.empty() && fresh_seqs_.front() <= done_) fresh_seqs_.pop_front();
  if (late.empty()) return;
  const SeqRange range{late.front().seq, late.back().seq};
  late_.add(range);
  late_unread_.add(range);
}

void Lane::settle_late(const Batch& batch) {
  for (std::size_t i = 0; i < batch.entries.size(); ++i) {
    late_.remove(late_taken_.front());
    late_done_.add(late_taken_.front());
    late_taken_.pop_front();
  }
}

SentStream Lane::state(std::uint64_t passed) {
  if (fresh_.empty()) done_ = std::max(done_, behind_ ? decided_ : passed);
  late_done_.remove({0, done_});
  SentStream state;
  state.done = done_;
  if (fresh_.attempted() > state.done) state.trying = fresh_.attempted();
  state.late = late_;
  state.late_done = late_done_;
  if (late_.first().value_or(~std::uint64_t{0}) <= late_flow_.attempted()) state.late_trying = late_flow_.attempted();
  return state;
}

std::uint64_t Lane::unsent_bytes() const {
  const std::uint64_t fresh = behind_ ? behind_->bytes_left() : 0;
  const std::uint64_t late = late_reader_ ? late_reader_->bytes_left() : 0;
  return std::max(fresh, late) + fresh_.waiting() + late_flow_.waiting();
}

}  // namespace logwrap
