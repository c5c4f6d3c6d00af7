// The events that logwrap itself writes into a journal: records of stream logwrap and kind event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lib/journal/run_info.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

namespace events {
inline constexpr char kStart[] = "start";             ///< first record of a run: argv, host
inline constexpr char kEnd[] = "end";                 ///< closing record: status, counts
inline constexpr char kGap[] = "gap";                 ///< lines are missing: reason, records, bytes
inline constexpr char kResumed[] = "resumed";         ///< a new recorder goes on after one that died: lines lost
inline constexpr char kToldToEnd[] = "told_to_end";   ///< the job was sent TERM: signal
inline constexpr char kLost[] = "lost";               ///< closing record of a run whose logwrap was killed
inline constexpr char kLeftBehind[] = "left_behind";  ///< the job left processes that hold its output
}  // namespace events

/// `time` is the record's wish for its ts; JournalWriter::append gives the real one. `journal` is the run's directory.
[[nodiscard]] Record start_event(const RunInfo& info, const std::string& journal, UnixNanos time);
/// `info` with its status, cause, usage and counts as they are to be said: fill info.counts from
/// JournalWriter::counts() before. `end` has what only this record says.
[[nodiscard]] Record end_event(const RunInfo& info, const RunEnd& end, UnixNanos time);

struct Gap {
  Drop reason = Drop::Disk;
  std::string cause;        ///< for people: "No space left on device"
  std::uint64_t lines = 0;  ///< that are missing; for Drop::Stuck line feeds
  std::uint64_t bytes = 0;  ///< of the journal, or for Drop::Stuck of the job's output
  bool silenced = false;    ///< a command may be missing, too: nothing is recorded until the next one
};
[[nodiscard]] Record gap_event(const Gap& gap, UnixNanos time);
[[nodiscard]] Record resumed_event(std::uint64_t lost_lines, UnixNanos time);
[[nodiscard]] Record left_behind_event(UnixNanos time);
[[nodiscard]] Record told_to_end_event(int signal, UnixNanos time);
/// `told`: the last event of that kind in the run's journal, if there is one.
[[nodiscard]] Record lost_event(const std::optional<Record>& told, UnixNanos time);

}  // namespace logwrap
