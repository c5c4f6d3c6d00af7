// Watch: what is told of a job that goes on without finishing a line: how far its bars are, and that nothing moves.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lib/recorder/recorder.hpp"
#include "lib/recorder/stall_watch.hpp"
#include "lib/recorder/unfinished.hpp"

namespace logwrap {

class Watch {
 public:
  /// All outlive it. As `config` has it: its settings progress and stall.
  Watch(const Config& config, const ClockAnchor& anchor, const Interpreter& interpreter, Redaction& redaction,
        std::deque<StreamRecorder>& streams, Time start);

  /// The job has printed something.
  void printed(Time now);
  /// A line was handed out: that is movement.
  void committed() { ++lines_; }
  [[nodiscard]] std::optional<Time> next_due() const;
  /// To be called when it is due: the events to record, if any. `job`: its process, or 0.
  [[nodiscard]] std::vector<Record> tell(Time now, pid_t job);

 private:
  void tell_progress(StreamRecorder& stream, Time now, std::vector<Record>& events);
  [[nodiscard]] std::string display();
  [[nodiscard]] Record stall_event(Time now, pid_t job);
  [[nodiscard]] Record stall_over_event(Time now) const;

  const std::optional<std::chrono::milliseconds> progress_every_;
  const ClockAnchor& anchor_;
  const Interpreter& interpreter_;
  Redaction& redaction_;
  std::deque<StreamRecorder>& streams_;
  std::optional<Time> progress_due_;
  std::optional<Time> progress_told_;
  std::array<std::string, 2> told_;  ///< of stdout and stderr: the movement told last
  StallWatch stall_;
  std::uint64_t lines_ = 0;
};

/// A display's rows as an event of `stream`, with the numbers of its bars.
[[nodiscard]] Record progress_event(Stream stream, const std::vector<std::string>& rows, UnixNanos time);

}  // namespace logwrap
