#include "lib/recorder/unfinished.hpp"

#include "lib/recorder/last_lines.hpp"

namespace logwrap {

namespace {

struct Shown final : LineSink {
  std::vector<UnfinishedLine> lines;
  void line(const Line& line) override { lines.push_back({line, std::string(line.text)}); }
};

}  // namespace

std::vector<UnfinishedLine> unfinished_lines(StreamRecorder& stream) {
  Shown shown;
  stream.terminal().show_unfinished(shown);
  return std::move(shown.lines);
}

std::vector<std::string> unfinished_rows(StreamRecorder& stream, const Interpreter& interpreter, Redaction& redaction) {
  std::vector<std::string> rows;
  redaction.begin_look(stream.stream());
  for (UnfinishedLine& one : unfinished_lines(stream)) {
    one.line.text = one.text;
    const Line line = redaction.look(stream.stream(), one.line);
    if (one.line.moving && interpreter.may_tell_unfinished(stream.stream(), line))
      rows.push_back(LastLines::shortened(line.text));
  }
  if (rows.size() > kUnfinishedRows) rows.erase(rows.begin(), rows.end() - kUnfinishedRows);
  return rows;
}

}  // namespace logwrap
