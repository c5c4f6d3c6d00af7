#include "lib/query/journal_source.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"

namespace logwrap {

namespace {

/// How long a follower may take to notice that logwrap was killed, or that another of several runs goes on: everything
/// else wakes it at once.
constexpr std::chrono::milliseconds kLookAgain{200};

}  // namespace

JournalSource::JournalSource(std::vector<Run> runs, RunOrder order, Follow follow) : order_(order), follow_(follow) {
  for (Run& run : runs) {
    const Result<RunInfo> info = run.read_info();
    runs_.push_back({run.id(), info ? info->labels : Attributes()});
    lanes_.push_back(std::make_unique<Lane>(std::move(run)));
  }
}

bool JournalSource::fill(Lane& lane) {
  while (lane.has == Has::Nothing) {
    // Looked at before the journal is read, so that what was written last is not missed.
    if (!lane.looked) lane.live = liveness(lane.run);
    lane.looked = true;
    const bool alive = lane.live == Liveness::Running;
    switch (lane.reader.next(alive ? JournalReader::Writer::Alive : JournalReader::Writer::Gone)) {
      case JournalReader::State::Record:
        lane.ended = lane.reader.record().event && lane.reader.record().event->name == "end";
        lane.has = Has::Record;
        break;
      case JournalReader::State::Note:
        note_ = "run " + lane.run.id() + ": " + printable(describe(lane.reader.note()));
        return true;
      case JournalReader::State::Passed:
        break;
      case JournalReader::State::Wait:
        lane.has = follow_ == Follow::No ? Has::NothingEver : Has::NothingForNow;
        break;
      case JournalReader::State::End:
        lane.has = Has::NothingEver;
        break;
    }
  }
  return false;
}

RecordSource::State JournalSource::next() {
  if (at_ < lanes_.size() && lanes_[at_]->has == Has::Record) lanes_[at_]->has = Has::Nothing;
  return order_ == RunOrder::Merged ? next_of_all() : next_of_one();
}

RecordSource::State JournalSource::next_of_one() {
  for (; at_ < lanes_.size(); ++at_) {
    if (fill(*lanes_[at_])) return State::Note;
    if (lanes_[at_]->has == Has::Record) return State::Record;
    if (lanes_[at_]->has == Has::NothingForNow) return State::Wait;
  }
  return State::End;
}

RecordSource::State JournalSource::next_of_all() {
  bool waits = false;
  std::size_t first = lanes_.size();
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    Lane& lane = *lanes_[i];
    if (fill(lane)) {
      at_ = lanes_.size();  // a record that was handed out is not handed out again
      return State::Note;
    }
    waits = waits || lane.has == Has::NothingForNow;
    const bool earlier = lane.has == Has::Record &&
                         (first == lanes_.size() || lane.reader.record().ts < lanes_[first]->reader.record().ts);
    if (earlier) first = i;
  }
  at_ = first;
  if (first < lanes_.size()) return State::Record;
  return waits ? State::Wait : State::End;
}

bool JournalSource::wait(int output_fd) {
  const auto waiting =
      std::find_if(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->has == Has::NothingForNow; });
  if (waiting == lanes_.end()) return true;
  const auto index = static_cast<std::size_t>(waiting - lanes_.begin());
  const bool anew = !watch_ || watched_ != index;
  if (anew) watch_ = std::make_unique<Watch>((*waiting)->run.fd());
  watched_ = index;
  // What came between the last look and a new watch would wake nobody.
  const auto longest = anew ? std::chrono::milliseconds(0) : kLookAgain;
  if (watch_->wait(longest, output_fd) == Watch::Woken::OutputClosed) return false;
  for (const auto& lane : lanes_) {
    if (lane->has != Has::NothingForNow) continue;
    lane->has = Has::Nothing;
    lane->looked = false;
  }
  return true;
}

std::vector<std::string> JournalSource::last_words(bool everything) {
  std::vector<std::string> words;
  for (const auto& lane : lanes_) {
    const std::string run = "run " + lane->run.id();
    if (lane->live == Liveness::Running) continue;
    const Result<RunInfo> info = lane->run.read_info();
    if (!info) {  // says nothing of how the run ended: that stands in the closing record, where there is one
      words.push_back(run + ": " + printable(describe(info.error())) +
                      (lane->ended ? "" : "; no end of the run is in its journal"));
      continue;
    }
    if (lane->live == Liveness::Lost)
      words.push_back(run + " was lost: logwrap or the machine was killed before its end");
    if (lane->live != Liveness::Finished) continue;
    const std::uint64_t unwritten = info->counts.dropped(Drop::Disk);
    if (!lane->ended && unwritten > 0) {
      words.push_back(run + ": its last lines could not be written to the journal; in all " +
                      std::to_string(unwritten) + (unwritten == 1 ? " line is missing" : " lines are missing"));
    } else if (everything && info->counts.recorded == 0) {
      words.push_back(run + ": no line was recorded");
    }
  }
  return words;
}

}  // namespace logwrap
