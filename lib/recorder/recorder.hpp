// The recorder: a process forked from the pump, which parses what the job printed and writes the journal. Whatever
// happens to it, the job does not notice.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/config/config.hpp"
#include "lib/journal/journal_writer.hpp"
#include "lib/journal/retention.hpp"
#include "lib/recorder/frame.hpp"
#include "lib/recorder/page.hpp"
#include "lib/recorder/redaction.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

/// What the recorder needs to know of one of the job's streams.
struct RecordedStream {
  Stream stream = Stream::Stdout;
  Size size;
  Terminal::LineFeed line_feed = Terminal::LineFeed::Only;
};

struct RecorderSetup {
  std::string run_id;
  std::vector<std::string> argv;
  pid_t pump = -1;     ///< the process that supervises the job
  ClockAnchor anchor;  ///< taken at the run's start: the same for every recorder of the run
  std::vector<RecordedStream> streams;
  /// What the pump passes on: Rendered where it asks for lines.
  Passthrough passthrough = Passthrough::Raw;
  bool shipped = false;  ///< a shipper sends what is recorded
  Config config;         ///< its own passthrough does not count

  [[nodiscard]] Redaction::Options redaction() const { return {config.redact == Redact::On, config.redact_patterns}; }
};

/// How run_recorder ended, as the exit status of its process.
enum class RecorderEnd : int {
  Done = 0,          ///< the run is over and in the journal, or the pump has died
  NotRecording = 3,  ///< recording cannot work here (a notice said why): no use in starting another
  OutOfStep = 4,     ///< what came from the pump cannot be: a fault of the program
};

/// Reads frames from `from_pump` until JobEnd or the end of file, records them, and writes notices and rendered lines
/// to `to_pump`. `page` outlives it. Ends within a few milliseconds of JobEnd, unless the disk hangs.
[[nodiscard]] RecorderEnd run_recorder(const RecorderSetup& setup, SharedPage& page, UniqueFd from_pump,
                                       UniqueFd to_pump);

/// For a recorder that was given up: notes in the run's directory how the job ended, with the counts as far as known;
/// `lost` is what no recorder took.
void write_end_only(const RecorderSetup& setup, const SharedPage& page, const JobEndPayload& end,
                    const GapPayload& lost, Time time);

}  // namespace logwrap
