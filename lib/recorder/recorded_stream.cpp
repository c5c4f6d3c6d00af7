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
  if (!bytes.empty()) within_line_ = bytes.back() != '\n';
  terminal_.feed(bytes, time);
}

void StreamRecorder::break_off(Time time) {
  if (finished_ || !within_line_) return;
  within_line_ = false;
  terminal_.feed("\x18\r\n", time);  // CAN first: it ends an escape sequence of which the rest is missing
}

void StreamRecorder::finish(Time time) {
  if (finished_) return;
  finished_ = true;
  terminal_.finish(time);
}

}  // namespace logwrap
