#include "lib/remote/loki_source.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "lib/base/printer.hpp"
#include "lib/journal/events.hpp"

namespace logwrap {

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
/// Loki takes what is so much later than its own time; and clocks differ.
constexpr UnixNanos kAhead = 600 * kSecond;
constexpr std::size_t kMostLanes = 16;
constexpr std::size_t kAtOnce = 4;
/// Of all answers that are held at once, about.
constexpr std::size_t kBytesHeld = 32UL << 20;
constexpr std::size_t kLargestPage = 2UL << 20;
constexpr std::chrono::milliseconds kLookAgain{200};
/// A line is to be seen within two seconds of its being found.
constexpr std::chrono::milliseconds kPollEvery{1000};
constexpr std::chrono::seconds kLookForMore{3};
/// What an outage held up comes late, and behind what was not.
constexpr std::chrono::minutes kGapPatience{5};
constexpr std::chrono::seconds kEndPatience{10};

std::string records(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " record" : " records");
}

}  // namespace

LokiSource::LokiSource(LokiQueries& queries, std::vector<RemoteRun> runs, Options options)
    : queries_(queries), options_(std::move(options)), looked_for_more_(BootClock::now()) {
  for (RemoteRun& run : runs) add_run(std::move(run));
  if (options_.follow != Follow::No) options_.order = RunOrder::Merged;
}

void LokiSource::add_run(RemoteRun run) {
  // What is left out by the server cannot be told from what is missing.
  const auto gaps = leaves_out() ? SeqTrack::Gaps::AreWanted : SeqTrack::Gaps::Matter;
  const auto begins = options_.filter.since ? SeqTrack::Begins::Anywhere : SeqTrack::Begins::AtTheFirst;
  if (!index_.emplace(run.info.id, runs_.size()).second) return;
  runs_.push_back({run.info.id, run.info.labels});
  remote_.push_back(std::move(run));
  seen_.emplace_back(SeqTrack(begins, gaps));
}

/// Ranks that started later, and restarts.
void LokiSource::look_for_more() {
  const Time now = BootClock::now();
  if (!options_.more || now - looked_for_more_ < kLookForMore) return;
  looked_for_more_ = now;
  for (RemoteRun& run : options_.more()) add_run(std::move(run));
}

/// A follower is given everything, so that what comes late is missed before it is there.
bool LokiSource::leaves_out() const {
  const LineFilterOptions& filter = options_.filter;
  return options_.follow == Follow::No && (filter.stream || filter.kind || filter.grep);
}

/// A pattern may be found across the pieces of a line, which the server looks at one by one.
bool LokiSource::server_greps(Runs runs) const {
  if (!leaves_out() || !options_.filter.grep) return false;
  return std::all_of(runs.begin(), runs.end(),
                     [this](std::size_t run) { return remote_[run].last_seq && remote_[run].info.counts.pieces == 0; });
}

LogQuery LokiSource::query_for(Runs runs) const {
  std::vector<const RemoteRun*> some;
  for (const std::size_t run : runs) some.push_back(&remote_[run]);
  LogQuery query = query_of(some);
  if (!leaves_out()) return query;
  const auto narrow = [&](bool RemoteRun::*is_label, const char* name, Match match, std::string_view value) {
    if (std::all_of(some.begin(), some.end(), [is_label](const RemoteRun* run) { return run->*is_label; })) {
      query.label(name, match, value);
    } else {
      query.field(name, match, value);
    }
  };
  const LineFilterOptions& filter = options_.filter;
  if (filter.stream) {
    narrow(&RemoteRun::stream_is_label, "stream", Match::Is, name(*filter.stream));
  } else if (!filter.kind && filter.events == Events::Hidden) {
    narrow(&RemoteRun::stream_is_label, "stream", Match::Like, "stdout|stderr");
  }
  if (filter.kind) narrow(&RemoteRun::kind_is_label, "kind", Match::Is, name(*filter.kind));
  return query;
}

/// Where there is a gap something is missing for sure.
UnixNanos LokiSource::ask_from(std::size_t run) {
  Seen& seen = seen_[run];
  UnixNanos left_off = seen.track.resume().value_or(remote_[run].info.start);
  if (options_.filter.since) left_off = std::max(left_off, *options_.filter.since);
  if (seen.track.has_gap()) return left_off;
  return seen.look_back.start(left_off, polled_up_to_.value_or(options_.now), BootClock::now());
}

TimeRange LokiSource::range_of(Runs runs) const {
  TimeRange range{std::numeric_limits<UnixNanos>::max(), 0};
  const UnixNanos now = polled_up_to_.value_or(options_.now);
  for (const std::size_t run : runs) {
    const UnixNanos from = seen_[run].from;
    range.start = std::min(range.start, from);
    range.end = std::max(range.end, remote_[run].info.end ? *remote_[run].info.end + 1 : std::max(now, from) + kAhead);
  }
  if (options_.filter.until) range.end = std::min(range.end, *options_.filter.until);
  return range;
}

void LokiSource::add_lane(Runs runs, const PageLimits& limits) {
  const TimeRange range = range_of(runs);
  LogQuery query = query_for(runs);
  const auto add = [&](const LogQuery& one) {
    const Pager pager(range.start, range.end, limits);
    lanes_.push_back(std::make_unique<Lane>(Lane{PagedQuery(one.text(), pager), {}, 0}));
  };
  if (!server_greps(runs)) return add(query);
  // What was sent as null was printed as NaN, which the server cannot find: all such lines come.
  LogQuery not_finite = query;
  add(not_finite.field("nonfinite", Match::IsNot, ""));
  const std::string& pattern = *options_.filter.grep;
  add(is_literal(pattern) ? query.contains(pattern) : query.matches(pattern));
}

void LokiSource::add_lanes(Runs runs, std::size_t count, const PageLimits& limits) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t first = runs.size() * i / count;
    add_lane(runs.subspan(first, runs.size() * (i + 1) / count - first), limits);
  }
}

void LokiSource::make_lanes(std::vector<std::size_t> runs) {
  lanes_.clear();
  if (runs.empty()) return;
  // All runs of a lane are read from the earliest `from` on: those that are looked back at would let the others' lines
  // come again.
  const auto looks_back = [this](std::size_t run) {
    return polled_up_to_ && seen_[run].from < *polled_up_to_ - std::chrono::nanoseconds(LookBack::kOverlap).count();
  };
  const auto middle = std::stable_partition(runs.begin(), runs.end(), looks_back);
  std::sort(runs.begin(), middle, [this](std::size_t a, std::size_t b) { return seen_[a].from < seen_[b].from; });
  const Runs back(runs.begin(), middle);
  const Runs others(middle, runs.end());
  const std::size_t count = std::min(runs.size(), kMostLanes);
  const std::size_t of_back = back.empty() ? 0 : std::max<std::size_t>(count * back.size() / runs.size(), 1);
  PageLimits limits;
  limits.bytes = std::min(kBytesHeld / (2 * count), kLargestPage);
  add_lanes(back, of_back, limits);
  add_lanes(others, others.empty() ? 0 : std::max<std::size_t>(count - of_back, 1), limits);
}

Result<void> LokiSource::take(Lane& lane, const HttpResponse& response) {
  std::vector<Found> page;
  const Result<UnixNanos> cut = lane.query.answered(response, BootClock::now(), [&](const EntryView& entry) {
    const auto run = index_.find(entry.value("run_id"));
    if (run == index_.end()) return;
    if (auto record = record_of(entry)) page.push_back({run->second, *std::move(record)});
  });
  if (!cut) return cut.error();
  std::erase_if(page, [&cut](const Found& found) { return found.record.ts >= *cut; });
  std::sort(page.begin(), page.end(), [](const Found& a, const Found& b) {
    return std::tie(a.record.ts, a.run, a.record.seq) < std::tie(b.record.ts, b.run, b.record.seq);
  });
  lane.page = page.size();
  std::move(page.begin(), page.end(), std::back_inserter(lane.found));
  return {};
}

Result<void> LokiSource::fetch(std::chrono::milliseconds timeout) {
  const Time now = BootClock::now();
  for (const bool only_empty : {true, false}) {
    for (const auto& lane : lanes_) {
      const bool wanted = only_empty ? lane->found.empty() : lane->runs_low();
      if (wanted && queries_.in_flight() < kAtOnce && lane->query.wants_to_ask(now)) lane->query.ask(queries_);
    }
  }
  if (queries_.in_flight() == 0 && timeout.count() == 0) return {};
  for (const LokiQueries::Finished& finished : queries_.wait(timeout)) {
    for (const auto& lane : lanes_) {
      if (lane->query.in_flight() != finished.id) continue;
      if (Result<void> taken = take(*lane, finished.response); !taken) return taken;
    }
  }
  return {};
}

Result<LokiSource::Lane*> LokiSource::next_lane() {
  constexpr unsigned kMoveAlongEvery = 64;  // records: what is under way comes while others are printed
  if (++handed_out_ % kMoveAlongEvery == 0) {
    if (const Result<void> fetched = fetch(std::chrono::milliseconds(0)); !fetched) return fetched.error();
  }
  Lane* first = nullptr;
  for (const auto& lane : lanes_) {
    while (lane->found.empty() && !lane->query.done()) {
      if (const Result<void> fetched = fetch(kLookAgain); !fetched) return fetched.error();
    }
    if (lane->found.empty()) continue;
    const auto key = [](const Found& found) { return std::tie(found.record.ts, found.run, found.record.seq); };
    if (first == nullptr || key(lane->found.front()) < key(first->found.front())) first = lane.get();
  }
  return first;
}

bool LokiSource::note_missing(std::size_t run, std::chrono::nanoseconds patience) {
  const auto missing = seen_[run].track.give_up(BootClock::now(), patience);
  if (!missing) return false;
  const std::uint64_t count = missing->last - missing->first + 1;
  seen_[run].missing += count;
  note_ = "run " + runs_[run].id + ": " + records(count) + (count == 1 ? " is" : " are") + " not in Loki" +
          (missing->first > 1 ? " after record " + std::to_string(missing->first - 1) : " at its beginning");
  return true;
}

/// Whether there are lanes to read anew.
bool LokiSource::go_on() {
  if (read_runs_ >= remote_.size()) return false;
  const std::size_t last = options_.order == RunOrder::Merged ? remote_.size() : read_runs_ + 1;
  std::vector<std::size_t> runs;
  for (; read_runs_ < last; ++read_runs_) {
    if (!is_over(read_runs_)) runs.push_back(read_runs_);
  }
  polled_at_ = BootClock::now();
  for (const std::size_t run : runs) seen_[run].from = ask_from(run);
  make_lanes(std::move(runs));
  return true;
}

bool LokiSource::is_over(std::size_t run) const {
  const Seen& seen = seen_[run];
  if (!seen.last_seq) return false;
  return seen.track.through() >= *seen.last_seq || BootClock::now() - seen.ended_at >= kEndPatience;
}

bool LokiSource::all_over() const {
  for (std::size_t run = 0; run < runs_.size(); ++run) {
    if (!is_over(run)) return false;
  }
  return true;
}

RecordSource::State LokiSource::next() {
  if (std::exchange(pending_record_, false)) return State::Record;
  const auto patience = options_.follow == Follow::No ? std::chrono::nanoseconds(0) : kGapPatience;
  while (true) {
    const Result<Lane*> lane = next_lane();
    if (!lane) {
      note_ = lane.error().message;
      return State::Failed;
    }
    if (*lane == nullptr) {
      if (go_on()) continue;
      if (options_.follow == Follow::No) return State::End;
      for (std::size_t run = 0; run < runs_.size(); ++run) {
        if (note_missing(run, is_over(run) ? std::chrono::nanoseconds(0) : kGapPatience)) return State::Note;
      }
      return all_over() ? State::End : State::Wait;
    }
    Found found = std::move((*lane)->found.front());
    (*lane)->found.pop_front();
    Seen& seen = seen_[found.run];
    if (!seen.track.add(found.record.seq, found.record.ts, BootClock::now())) continue;
    record_ = std::move(found.record);
    run_ = found.run;
    if (record_.event && (record_.event->name == events::kEnd || record_.event->name == events::kLost)) {
      seen.lost = record_.event->name == events::kLost;
      seen.last_seq = record_.seq;
      seen.ended_at = BootClock::now();
    }
    pending_record_ = note_missing(run_, patience);
    return pending_record_ ? State::Note : State::Record;
  }
}

bool LokiSource::wait(int output_fd) {
  pollfd output{output_fd, 0, 0};
  const auto rest = std::chrono::ceil<std::chrono::milliseconds>(polled_at_ + kPollEvery - BootClock::now());
  if (rest.count() > 0) ::poll(&output, 1, static_cast<int>(rest.count()));
  if ((output.revents & POLLERR) != 0) return false;
  polled_up_to_ = ClockAnchor::take().real;
  look_for_more();
  read_runs_ = 0;  // from where each was left off
  return true;
}

std::string_view LokiSource::json() {
  json_.clear();
  append_json_line(json_, record_);
  return std::string_view(json_).substr(0, json_.size() - 1);
}

std::vector<std::string> LokiSource::last_words(bool everything) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const std::string run = "run " + runs_[i].id;
    const RemoteRun& remote = remote_[i];
    if (lost(i)) words.push_back(run + " was lost: logwrap or the machine was killed before its end");
    if (!remote.last_seq && !seen_[i].last_seq)
      words.push_back(run + " has no end in Loki: it goes on, or was killed, or its end is not sent yet");
    const bool failed = remote.info.status.code != 0;
    const bool shows_events = options_.filter.events == Events::Shown || options_.filter.kind == Kind::Event;
    if (everything && !shows_events && leaves_out() && failed)  // who reads did not get to see it
      words.push_back(run + " " + printable(remote.last_words));
    if (remote.info.shipped && remote.info.shipped->refused > 0)
      words.push_back(run + ": Loki refused " + records(remote.info.shipped->refused) +
                      " of it: " + printable(remote.info.shipped->refused_why, Tabs::Escape));
    if (everything && !lost(i) && remote.last_seq && remote.info.counts.recorded == 0 && seen_[i].missing == 0)
      words.push_back(run + ": no line was recorded");
  }
  return words;
}

}  // namespace logwrap
