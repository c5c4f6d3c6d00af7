// What became of the lines of a run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace logwrap {

/// Why lines that were committed are not in the journal.
enum class Drop : std::uint8_t {
  Disk,   ///< the journal could not be written: no space, quota, an I/O error
  Bound,  ///< the run's middle went, so that it stays within its bound
  Crash,  ///< a recorder died before it had written them
  Stuck,  ///< the recorder took nothing, so the pump dropped what the job printed: line feeds, not lines
  // On purpose:
  Mode,     ///< the mode forbade it
  Repeat,   ///< it repeated the line before; a `repeated` event says how often
  Blank,    ///< an empty line after an empty one
  Command,  ///< it was a command; a `command` event says what was made of it
};
inline constexpr std::size_t kDrops = 8;
/// Left out on purpose, not lost.
[[nodiscard]] constexpr bool is_on_purpose(Drop drop) {
  return drop >= Drop::Mode;
}
[[nodiscard]] std::string_view name(Drop drop);

/// Trivially copyable, so that it can be kept in memory shared between processes. Of a run that has ended:
/// committed = recorded + dropped(). Before, the difference is what is buffered. Events are not counted.
struct RunCounts {
  /// Lines handed to the journal, a piece of a long line counting as a line, and lines that a recorder missed.
  std::uint64_t committed = 0;
  std::uint64_t recorded = 0;                       ///< of these, the lines that are in the journal
  std::uint64_t pieces = 0;                         ///< of the committed, those that the next one continues
  std::uint64_t bytes = 0;                          ///< size of the journal's segments, events included
  std::array<std::uint64_t, kDrops> dropped_for{};  ///< indexed by Drop
  std::uint64_t joined = 0;                         ///< of the committed, those in a record that begins with another
  std::uint64_t masked = 0;                         ///< secrets that were masked in the lines

  [[nodiscard]] std::uint64_t& dropped(Drop why) { return dropped_for[static_cast<std::size_t>(why)]; }
  [[nodiscard]] std::uint64_t dropped(Drop why) const { return dropped_for[static_cast<std::size_t>(why)]; }
  [[nodiscard]] std::uint64_t dropped() const;
  /// Of these, what was not left out on purpose.
  [[nodiscard]] std::uint64_t lost() const;
  bool operator==(const RunCounts&) const = default;
};

}  // namespace logwrap
