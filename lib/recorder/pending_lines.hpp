// PendingLines: once the job was told to end, a kill of everything may follow. What stands on the screens and is not
// final is then journalled as it stands, so that at most what was never read is lost.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/interpret/interpreter.hpp"
#include "lib/recorder/unfinished.hpp"

namespace logwrap {

class PendingLines {
 public:
  /// A job that lives on for longer was not about to be killed: Slurm's KillWait, a pod's grace period are shorter.
  static constexpr std::chrono::minutes kFor{5};
  /// A progress bar is journalled as pending at most so often: with kFor, what this writes is bounded.
  static constexpr std::chrono::milliseconds kEvery{100};

  /// All outlive it.
  PendingLines(Interpreter& interpreter, Redaction& redaction, std::deque<StreamRecorder>& streams)
      : interpreter_(interpreter), redaction_(redaction), streams_(streams) {}

  /// The job was told to end: its lines are no longer waited for.
  void begin(Time now);
  [[nodiscard]] bool active() const { return until_.has_value(); }
  /// The job has printed something.
  void printed(Time now);
  /// A line of `stream` was handed out: what is pending on it is told anew, behind that line.
  void handed_out(Stream stream) {
    std::vector<std::string>& told = told_.at(static_cast<std::size_t>(stream));
    if (!told.empty()) told.clear();
    if (until_) printed(last_);
  }
  [[nodiscard]] std::optional<Time> next_due() const { return due_; }
  /// To be called when it is due, after the terminals' commit_due: what is final by now is not told as pending.
  void tell(Time now);

 private:
  void tell(StreamRecorder& stream);
  void set_patience(Terminal::Patience patience);

  Interpreter& interpreter_;
  Redaction& redaction_;
  std::deque<StreamRecorder>& streams_;
  std::optional<Time> until_;
  std::optional<Time> due_;
  Time last_{};
  std::array<std::vector<std::string>, 2> told_;  ///< of stdout and stderr, the texts told last: at most a screen's
};

}  // namespace logwrap
