#include "lib/recorder/recorded_stream.hpp"

namespace logwrap {

StreamRecorder::StreamRecorder(const RecordedStream& stream, const ClockAnchor& anchor, JournalWriter& journal,
                               RenderedLines* lines)
    : stream_(stream.stream),
      anchor_(anchor),
      journal_(journal),
      lines_(lines),
      terminal_({stream.size, stream.line_feed, Terminal::Text::AsRecorded}, *this) {}

void StreamRecorder::feed(std::string_view bytes, Time time) {
  if (finished_) return;
  bytes_ += bytes.size();
  terminal_.feed(bytes, time);
}

void StreamRecorder::finish(Time time) {
  if (finished_) return;
  finished_ = true;
  terminal_.finish(time);
}

void StreamRecorder::line(const Line& line) {
  Record record;
  record.ts = anchor_.unix_nanos(line.time);
  record.stream = stream_;
  record.line = line.text;
  record.rewrite = line.rewrite;
  record.continued = line.continued;
  journal_.append(std::move(record));
  if (lines_ != nullptr) lines_->rendered(stream_, line);
}

}  // namespace logwrap
