// The runs of a state directory, as `logwrap runs` lists them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/journal/run.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

struct RunSummary {
  std::string id;
  std::optional<RunInfo> info;  ///< none where run.json cannot be read
  Liveness liveness = Liveness::Lost;
  std::uint64_t lines = 0;   ///< recorded; of a run without an end the records there are, events included
  std::optional<X> x;        ///< of the last metadata that had one: how far the job came
  std::uint64_t unsent = 0;  ///< records that are still to be sent to Loki, events included
  // Of a run in Loki:
  std::optional<UnixNanos> last_seen;  ///< where its end is not there: the time of its last record
  /// Records that are not there, as far as is known; none where they were to be counted and could not be.
  std::optional<std::uint64_t> missing = 0;
};

/// Newest first. Runs that vanish meanwhile are left out.
[[nodiscard]] Result<std::vector<RunSummary>> summarize_runs(const StateDir& state);

/// "running", "exit 0", "killed by SIGKILL", "lost", "unreadable"; "no end" of a run in Loki whose end is not there
[[nodiscard]] std::string status_text(const RunSummary& run);

/// A table with a heading, a line a run, cut to `width` columns (0: not cut). Job, rank, how far it came, what is
/// unsent, or missing, are columns only where some run has it, and why a run ended stands there only where that leaves
/// room for its command. `now` is for runs that go on.
[[nodiscard]] std::string format_table(std::span<const RunSummary> runs, std::size_t width, UnixNanos now,
                                       Zone zone = Zone::Local);
/// An object a line: id, status, lines, and where they are known x_key, x, unsent, missing (null where it was not found
/// out), start, end, host, user, cwd, cause, labels, argv.
[[nodiscard]] std::string format_json_lines(std::span<const RunSummary> runs);

}  // namespace logwrap
