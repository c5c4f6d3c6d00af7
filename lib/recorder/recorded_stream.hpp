// One of the job's streams on its way into the journal: its terminal model, and what becomes of the lines it commits.
#pragma once

#include <cstdint>
#include <string>

#include "lib/journal/journal_writer.hpp"
#include "lib/recorder/recorder.hpp"

namespace logwrap {

/// Where rendered lines go when they are passed on, too.
class RenderedLines {
 public:
  virtual void rendered(Stream stream, const Line& line) = 0;

 protected:
  ~RenderedLines() = default;
};

class StreamRecorder final : private LineSink {
 public:
  /// The references outlive it. `lines` may be null: nothing is passed on.
  StreamRecorder(const RecordedStream& stream, const ClockAnchor& anchor, JournalWriter& journal, RenderedLines* lines);

  [[nodiscard]] Stream stream() const { return stream_; }
  [[nodiscard]] Terminal& terminal() { return terminal_; }
  void feed(std::string_view bytes, Time time);
  void finish(Time time);
  /// Bytes fed so far.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void line(const Line& line) override;

  Stream stream_;
  const ClockAnchor& anchor_;
  JournalWriter& journal_;
  RenderedLines* lines_;
  Terminal terminal_;
  std::uint64_t bytes_ = 0;
  bool finished_ = false;
};

}  // namespace logwrap
