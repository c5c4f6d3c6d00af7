#include "lib/recorder/recorded_stream.hpp"

#include "lib/interpret/command.hpp"

namespace logwrap {

StreamRecorder::StreamRecorder(const RecordedStream& stream, StreamLines& lines)
    : stream_(stream.stream),
      lines_(lines),
      terminal_({stream.size, stream.line_feed, Terminal::Text::AsRecorded, std::string(kCommandMarker)}, *this) {}

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

}  // namespace logwrap
