#include "lib/recorder/pending_lines.hpp"

#include <algorithm>
#include <utility>

namespace logwrap {

void PendingLines::begin(Time now) {
  until_ = now + kFor;
  due_ = now;
  set_patience(Terminal::Patience::Little);
}

void PendingLines::printed(Time now) {
  if (until_ && !due_) due_ = std::max(now, last_ + kEvery);
}

void PendingLines::tell(Time now) {
  due_.reset();
  last_ = now;
  interpreter_.flush();
  for (StreamRecorder& stream : streams_) tell(stream);
  if (!until_ || now < *until_) return;
  until_.reset();
  set_patience(Terminal::Patience::Usual);
}

void PendingLines::tell(StreamRecorder& stream) {
  std::vector<UnfinishedLine> lines = unfinished_lines(stream);
  std::vector<std::string> texts;
  texts.reserve(lines.size());
  for (const UnfinishedLine& one : lines) texts.push_back(one.text);
  std::vector<std::string>& told = told_.at(static_cast<std::size_t>(stream.stream()));
  if (texts == told) return;
  int place = 0;
  redaction_.begin_look(stream.stream());
  for (UnfinishedLine& one : lines) {
    one.line.text = one.text;
    const Line line = redaction_.look(stream.stream(), one.line);
    if (interpreter_.pending(stream.stream(), line, place + 1)) ++place;
  }
  told = std::move(texts);
}

void PendingLines::set_patience(Terminal::Patience patience) {
  for (StreamRecorder& stream : streams_) stream.terminal().set_patience(patience);
}

}  // namespace logwrap
