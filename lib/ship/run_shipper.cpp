#include "lib/ship/run_shipper.hpp"

#include <algorithm>
#include <utility>

namespace logwrap {

namespace {

/// A lane that took nothing for so long does not hold up the others any longer.
constexpr std::chrono::seconds kPatience{1};
/// How often it is looked how much of the journal is left: each time its directory is read.
constexpr std::chrono::milliseconds kMeasureEvery{100};
/// A server that asks for patience (429) is at work for so long after it took something; then it takes nothing.
constexpr std::chrono::minutes kSlowerIsMoving{1};
/// Blocks of the journal that are read before requests are looked after again.
constexpr int kBlocksAtOnce = 4;

std::uint64_t starting_point(const Sent& sent) {
  std::uint64_t from = sent.passed;
  for (const auto& [name, stream] : sent.streams) from = std::min(from, stream.done);
  return from;
}

}  // namespace

RunShipper::RunShipper(const Run& run, RunStreams& streams, Sent from, std::uint64_t seed)
    : run_(run), streams_(streams), seed_(seed), sent_(std::move(from)), front_(run) {
  for (const auto& [name, stream] : sent_.streams) {
    if (const std::optional<StreamId> id = stream_id_named(name)) {
      lanes_.try_emplace(*id, run_, streams_, *id, stream, ++seed_);
    }
  }
  passed_ = starting_point(sent_);
  front_.select([this](const RecordHead& head) { return select(head); });
  front_.seek(passed_ + 1);
}

Lane& RunShipper::lane(const StreamId& id) {
  const auto found = lanes_.find(id);
  if (found != lanes_.end()) return found->second;
  return lanes_.try_emplace(id, run_, streams_, id, SentStream{}, ++seed_).first->second;
}

Lane& RunShipper::lane_of(Stream stream, Kind kind) {
  Lane*& known = lanes_of_.at(static_cast<std::size_t>(stream)).at(static_cast<std::size_t>(kind));
  if (known == nullptr) known = &lane(streams_.stream_of(stream, kind));
  return *known;
}

/// Whether front_ is to give the record out.
bool RunShipper::select(const RecordHead& head) {
  if (lane_of(head.stream, head.kind).route(head, real_now_) == Lane::Route::Fresh) return true;
  passed_ = head.seq;
  return false;
}

bool RunShipper::read(Time now, UnixNanos real_now, Writer writer) {
  now_ = now;
  real_now_ = real_now;
  bool more = read_front(now, writer);
  for (auto& [id, lane] : lanes_) more = lane.read(now, real_now, writer, passed_) || more;
  for (auto& [id, lane] : lanes_) {
    lane.close_batches(now, end_ == End::ForEver ? Lane::Gathering::IsOver : Lane::Gathering::GoesOn);
  }
  note_ages();
  return more;
}

bool RunShipper::read_front(Time now, Writer writer) {
  int blocks = 0;
  while (true) {
    if (holds_ && !dispatch(now)) return false;
    switch (front_.next(writer)) {
      case JournalReader::State::Record:
        holds_ = true;
        break;
      case JournalReader::State::Note:
        break;  // counted as missing, once all that is there is settled
      case JournalReader::State::Passed:
        end_ = End::No;
        if (++blocks == kBlocksAtOnce) return true;
        break;
      case JournalReader::State::Wait:
        end_ = End::ForNow;
        return false;
      case JournalReader::State::End:
        end_ = End::ForEver;
        return false;
    }
  }
}

/// False where its lane has no room, and may get some soon.
bool RunShipper::dispatch(Time now) {
  const Record& record = front_.record();
  Lane& lane = lane_of(record.stream, record.kind);
  if (!lane.behind() && !lane.offer(record, now)) {
    end_ = End::No;
    if (!blocked_since_) blocked_since_ = now;
    if (now - *blocked_since_ < kPatience) return false;
    lane.fall_behind(record);
  }
  blocked_since_.reset();
  passed_ = record.seq;
  holds_ = false;
  return true;
}

std::vector<RunShipper::Request> RunShipper::start(Time now) {
  std::vector<Request> requests;
  for (auto& [id, lane] : lanes_) {
    start(lane.fresh(), now, requests);
    start(lane.late(), now, requests);
  }
  return requests;
}

void RunShipper::start(Flow& flow, Time now, std::vector<Request>& requests) {
  const Batch* batch = flow.start(now);
  if (batch != nullptr) requests.push_back({batch->stream, push_body(streams_.labels(batch->stream), *batch)});
}

void RunShipper::answered(const StreamId& stream, const Answer& answer, Time now, UnixNanos real_now) {
  StreamId shared = stream;
  shared.late = false;
  Lane& lane = this->lane(shared);
  Flow& flow = stream.late ? lane.late() : lane.fresh();
  const Delivery::Outcome outcome = flow.answered(answer, now, real_now);
  count(outcome, now, real_now);
  if (!outcome.settled) return;
  if (stream.late) {
    lane.settle_late(*outcome.settled);
  } else {
    lane.settle_fresh(*outcome.settled, outcome.late);
  }
}

void RunShipper::count(const Delivery::Outcome& outcome, Time now, UnixNanos real_now) {
  if (outcome.verdict == Verdict::Pause) {
    if (sent_.paused.empty()) notices_.push_back("Loki takes nothing: " + outcome.says);
    sent_.paused = outcome.says;
  }
  if (says_it_works(outcome, now)) {
    ++sent_.answers;
    sent_.last_answer = real_now;
    sent_.paused.clear();
  }
  if (!outcome.settled) return;
  taken_at_ = now;
  sent_.refused += outcome.refused;
  sent_.stored += outcome.settled->entries.size() - outcome.refused - outcome.late.size();
  if (outcome.refused == 0 || !sent_.refused_why.empty()) return;
  sent_.refused_why = outcome.says;
  notices_.push_back("Loki refuses records for good, which stand in the journal alone: " + outcome.says);
}

bool RunShipper::says_it_works(const Delivery::Outcome& outcome, Time now) const {
  if (outcome.verdict == Verdict::Slower) return taken_at_ && now - *taken_at_ < kSlowerIsMoving;
  return outcome.verdict != Verdict::Pause && outcome.verdict != Verdict::Again;
}

std::optional<Time> RunShipper::next_due() const {
  std::optional<Time> due;
  if (blocked_since_) due = *blocked_since_ + kPatience;
  for (const auto& [id, lane] : lanes_) {
    for (const Flow* flow : {&lane.fresh(), &lane.late()}) {
      const std::optional<Time> next = flow->next_due();
      if (next && (!due || *next < *due)) due = next;
    }
  }
  return due;
}

bool RunShipper::settled() const {
  return !holds_ && std::all_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane.second.settled(); });
}

const Sent& RunShipper::sent() {
  if (end_ != End::No && settled()) sent_.missing = passed_ - std::min(passed_, sent_.stored + sent_.refused);
  sent_.complete = complete();
  sent_.passed = passed_;
  for (auto& [id, lane] : lanes_) sent_.streams[name(id)] = lane.state(passed_);
  if (now_ - measured_ >= kMeasureEvery || end_ == End::ForEver) measure();
  return sent_;
}

void RunShipper::measure() {
  measured_ = now_;
  sent_.unsent_bytes = end_ == End::No ? front_.bytes_left() : 0;
  for (const auto& [id, lane] : lanes_) sent_.unsent_bytes = std::max(sent_.unsent_bytes, lane.unsent_bytes());
}

std::uint64_t RunShipper::unsent() const {
  return passed_ + (holds_ ? 1 : 0) - std::min(passed_, sent_.settled());
}

void RunShipper::note_ages() {
  for (auto& [id, lane] : lanes_) {
    const std::optional<Lane::Aged> aged = lane.take_aged();
    if (!aged || aged->age <= worst_age_) continue;
    worst_age_ = aged->age;
    const bool expired = aged->age == Age::Expired;
    notices_.push_back(
        "run " + run_.id() + " has records of " + format_utc(aged->ts) + ": Loki refuses what is older than 7 days" +
        (expired ? ", unless it is configured otherwise (reject_old_samples_max_age)" : "; they are sent now"));
  }
}

void RunShipper::hurry() {
  for (auto& [id, lane] : lanes_) {
    lane.fresh().hurry();
    lane.late().hurry();
  }
}

std::vector<std::string> RunShipper::take_notices() {
  return std::exchange(notices_, {});
}

}  // namespace logwrap
