// One of the job's streams: its terminal model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lib/recorder/recorder.hpp"

namespace logwrap {

/// Where the lines of the job's streams go.
class StreamLines {
 public:
  virtual void line(Stream stream, const Line& line) = 0;
  [[nodiscard]] virtual LineTag marked(Stream stream, const MarkedLine& line) = 0;

 protected:
  ~StreamLines() = default;
};

class StreamRecorder final : private LineSink {
 public:
  /// `watched`: what `lines` looks for, as Terminal::Options has it. `lines` outlives it.
  StreamRecorder(const RecordedStream& stream, std::shared_ptr<const LiteralFinder> watched, StreamLines& lines);

  [[nodiscard]] Stream stream() const { return stream_; }
  [[nodiscard]] Terminal& terminal() { return terminal_; }
  void feed(std::string_view bytes, Time time);
  /// What follows next is missing. A line that is not finished must not be continued by what comes after the gap; and
  /// where the gap ends within a line, the rest of that line must not be taken for a whole one: it loosens nothing.
  enum class At { LineStart, WithinLine };
  void break_off(At gap, Time time);
  /// Nothing will be fed any more. The last lines are handed out a moment later, or by finish(): the other stream most
  /// often ends now, too, and lines of both that are handed out together get into the order of their times.
  void end(Time time) { finish_at_ = time + kTogether; }
  [[nodiscard]] bool has_ended() const { return finished_ || finish_at_.has_value(); }
  /// Hands out what has been still for long enough, or all that is left of a stream that has ended.
  void commit_due(Time now);
  [[nodiscard]] std::optional<Time> next_due() const;
  void finish(Time time);
  /// Bytes fed so far.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::chrono::milliseconds kTogether{50};

  void line(const Line& line) override { lines_.line(stream_, line); }
  LineTag marked(const MarkedLine& line) override;

  Stream stream_;
  StreamLines& lines_;
  Terminal terminal_;
  std::uint64_t bytes_ = 0;
  bool within_line_ = false;
  bool tears_ = false;  ///< nothing has come behind the gap yet
  bool torn_ = false;   ///< what comes next is the rest of a line whose beginning is missing
  std::optional<Time> finish_at_;
  bool finished_ = false;
};

}  // namespace logwrap
