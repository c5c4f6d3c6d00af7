// A run's journal as its recorder opens it, and what is noted of the run in run.json.
#pragma once

#include <cstddef>
#include <memory>

#include "lib/base/result.hpp"
#include "lib/journal/journal_writer.hpp"
#include "lib/recorder/frame.hpp"
#include "lib/recorder/page.hpp"
#include "lib/recorder/recorder.hpp"
#include "lib/recorder/redaction.hpp"

namespace logwrap {

struct OpenJournal {
  JournalWriter writer;
  RunInfo info;
  std::shared_ptr<std::size_t> unsent_removed;  ///< runs that make_room removed though Loki had not got them
};

/// In the state directory, which is made if need be; where `page` says that a recorder was here before, behind what
/// that one left.
[[nodiscard]] Result<OpenJournal> open_journal(const RecorderSetup& setup, const Redaction& redaction,
                                               const SharedPage& page);

/// A smaller journal has smaller segments: eight at least. So has one whose files may not grow far (RLIMIT_FSIZE).
[[nodiscard]] JournalLimits journal_limits(const RecorderSetup& setup);

[[nodiscard]] RunStatus run_status(const JobEndPayload& end);
/// Adds what the pump and the kernel know of the job's end; `progress` has what the kernel said at the start.
void note_known(RunEnd& known, const JobEndPayload& end, const RecorderProgress& progress);

}  // namespace logwrap
