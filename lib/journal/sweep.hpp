// Sweep: a look at all runs, oldest first, that decides which of them go. There may be more runs than anybody has time
// for at once, so it is taken in parts, by whichever process comes next. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lib/journal/segment_store.hpp"

namespace logwrap {

struct RetentionLimits {
  std::uint64_t total = 5ULL << 30;         ///< bytes of the disk that all runs take
  double min_free = 0.05;                   ///< of the file system, 0..1 (FreeSpace::kept_free)
  std::chrono::seconds at_most_every{600};  ///< between two sweeps, by any process of this user
  std::chrono::milliseconds at_once{50};    ///< so long a part of a sweep takes, and one run
};

/// A run as retention sees it.
struct RunUsage {
  std::string id;
  std::uint64_t bytes = 0;
  bool removable = false;  ///< it is over and nobody holds its locks
  bool unsent = false;     ///< a Loki was configured for it, which has not got all of it
};

/// All runs are measured; then those that can be removed are until what is left is within the limits: first those that
/// are not unsent, in a further round those that are. Where the file system is short of space nothing is measured.
class Sweep {
 public:
  enum class Round : std::uint8_t { Over, Measuring, Removing, RemovingUnsent };

  /// What one part of a sweep leaves to the next.
  struct Position {
    Round round = Round::Over;
    std::string behind;       ///< the last run that this round came to; empty: none
    std::uint64_t bytes = 0;  ///< of the runs as far as measured; from then on, of those that are left
  };

  /// Goes on from `from`, or begins. `limits` outlives it.
  Sweep(Position from, const FreeSpace& space, const RetentionLimits& limits);

  /// The run to deal with next, one of `ids`, which are sorted; nullptr: the sweep is over.
  [[nodiscard]] const std::string* next(std::span<const std::string> ids);
  void measured(std::uint64_t bytes) { at_.bytes += bytes; }
  /// While nothing is measured: whether the run is to be removed.
  [[nodiscard]] bool wants(const RunUsage& run) const;
  void removed(const RunUsage& run);

  [[nodiscard]] Round round() const { return at_.round; }
  [[nodiscard]] const Position& position() const { return at_; }

 private:
  [[nodiscard]] bool space_is_short() const;
  void begin(Round round);

  Position at_;
  FreeSpace space_;
  const RetentionLimits& limits_;
};

/// One line, as the file `pruned` has it.
[[nodiscard]] std::string to_text(const Sweep::Position& position);
/// Of the first line of `text`; Over where it says nothing.
[[nodiscard]] Sweep::Position parse_position(std::string_view text);

}  // namespace logwrap
