// RecorderProcess: forks the recorder and knows it from outside: its pid, the pipe it reads, the pipe it answers on.
#pragma once

#include <sys/types.h>

#include <chrono>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/recorder/recorder.hpp"

namespace logwrap {

struct RecorderProcess {
  pid_t pid = -1;
  UniqueFd to;    ///< non-blocking; the recorder reads the other end
  UniqueFd from;  ///< non-blocking; notices and rendered lines

  /// Forks it: in a session of its own, deaf to the signals that are handed on, and holding nothing of this process but
  /// its two pipes and `page`.
  [[nodiscard]] static Result<RecorderProcess> start(const RecorderSetup& setup, SharedPage& page);
};

/// Forks a short-lived process that notes the run's end (write_end_only), and waits for it, but not for longer than
/// `patience`: then it is killed.
void note_end_in_child(const RecorderSetup& setup, const SharedPage& page, const JobEndPayload& end,
                       const GapPayload& lost, Time time, std::chrono::milliseconds patience);

}  // namespace logwrap
