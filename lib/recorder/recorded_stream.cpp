#include "lib/recorder/recorded_stream.hpp"

#include <algorithm>
#include <utility>

#include "lib/interpret/command.hpp"

namespace logwrap {

StreamRecorder::StreamRecorder(const RecordedStream& stream, std::shared_ptr<const LiteralFinder> watched,
                               StreamLines& lines)
    : stream_(stream.stream),
      lines_(lines),
      terminal_(
          {stream.size, stream.line_feed, Terminal::Text::AsRecorded, std::string(kCommandMarker), std::move(watched)},
          *this) {}

void StreamRecorder::feed(std::string_view bytes, Time time) {
  if (finished_ || bytes.empty()) return;
  bytes_ += bytes.size();
  within_line_ = bytes.back() != '\n';
  if (torn_) {
    // Where a word or a row begins, nothing of it is missing.
    if (std::exchange(tears_, false) && std::string_view(" \t\r\n\b").find(bytes.front()) == std::string_view::npos)
      terminal_.tear();
    const std::size_t rest = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    terminal_.feed(bytes.substr(0, rest), time);
    torn_ = bytes[rest - 1] != '\n';
    bytes.remove_prefix(rest);
  }
  terminal_.feed(bytes, time);
}

void StreamRecorder::break_off(At gap, Time time) {
  if (finished_) return;
  if (within_line_) {
    terminal_.cut_off();
    terminal_.feed("\x18\r\n", time);  // CAN first: it ends a sequence of which the rest is missing
  }
  within_line_ = false;
  torn_ = gap == At::WithinLine;
  tears_ = torn_;
}

LineTag StreamRecorder::marked(const MarkedLine& line) {
  MarkedLine known = line;
  known.fresh = line.fresh && !torn_;
  return lines_.marked(stream_, known);
}

void StreamRecorder::commit_due(Time now) {
  if (finished_) return;
  terminal_.commit_due(now);
  if (finish_at_ && now >= *finish_at_) finish(now);
}

std::optional<Time> StreamRecorder::next_due() const {
  if (finished_) return std::nullopt;
  const std::optional<Time> due = terminal_.next_due();
  return finish_at_ && (!due || *finish_at_ < *due) ? finish_at_ : due;
}

void StreamRecorder::finish(Time time) {
  if (finished_) return;
  finished_ = true;
  terminal_.finish(time);
}

}  // namespace logwrap
