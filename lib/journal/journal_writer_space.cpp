// What JournalWriter does before it writes: a segment to write to, within the run's bound and above the least free
// space.
#include <algorithm>

#include "lib/journal/events.hpp"
#include "lib/journal/journal_writer.hpp"

namespace logwrap {

namespace {

/// At ten attempts a second: every six seconds.
constexpr std::uint64_t kAskForRoomEvery = 64;

}  // namespace

Result<void> JournalWriter::make_ready() {
  const bool new_segment = segments_.needs_new(options_.limits.segment);
  // While writing fails and is tried again and again, only now and then, or where something may come of it.
  const bool may_ask = options_.make_room && (!failure_ || more_room_ || failed_attempts_ % kAskForRoomEvery == 0);
  if (new_segment && may_ask) ask_for_room();
  if (!free_checked_ || failure_ || unchecked_bytes_ >= options_.limits.check_free_every) {
    if (auto enough = stay_above_min_free(may_ask ? Ask::ForRoom : Ask::Nobody); !enough) return enough;
  }
  if (!new_segment) return {};
  if (auto within = stay_within_bound(); !within) return within;
  return segments_.start_new();
}

Result<void> JournalWriter::stay_within_bound() {
  while (segments_.bytes() + options_.limits.segment > options_.limits.run) {
    const Result<bool> cut = cut_middle("the journal of a run has a bound");
    if (!cut) return cut.error();
    if (!*cut) break;
  }
  return {};
}

bool JournalWriter::space_is_short() {
  const Result<FreeSpace> space = segments_.free_space();
  return space && space->is_short(options_.limits.min_free);
}

Result<void> JournalWriter::stay_above_min_free(Ask ask) {
  bool is_short = space_is_short();
  if (is_short && ask == Ask::ForRoom) {
    ask_for_room();
    is_short = space_is_short();
  }
  const Error full{std::make_error_code(std::errc::no_space_on_device), "the file system is almost full"};
  if (is_short && more_room_) return full;  // before our own middle other runs go
  while (is_short) {
    const Result<bool> cut = cut_middle("the file system is almost full");
    if (!cut) return cut.error();
    if (!*cut) return full;
    is_short = space_is_short();
  }
  free_checked_ = true;
  unchecked_bytes_ = 0;
  return {};
}

Result<bool> JournalWriter::cut_middle(const char* cause) {
  const auto removed = segments_.remove_from_middle();
  if (!removed) return removed.error();
  if (!*removed) return false;
  const auto [lines, bytes] = **removed;
  counts_.recorded -= std::min(counts_.recorded, lines);
  counts_.dropped(Drop::Bound) += lines;
  counts_.bytes = segments_.bytes();
  put(gap_event({Drop::Bound, cause, lines, bytes}, 0));
  return true;
}

}  // namespace logwrap
