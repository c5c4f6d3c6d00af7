// sent.json in a run's directory: a Sent a line, of which the last whole one counts. Written by the run's shipper
// alone. Lines are added, because replacing a file waits for the disk; where they become many the next one replaces
// them. The format is docs/journal.md's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/sent.hpp"

namespace logwrap {

inline constexpr char kSentFile[] = "sent.json";

/// Nothing where the run has no such file: nothing of it was ever sent.
[[nodiscard]] Result<std::optional<Sent>> read_sent(const Run& run);
/// As above, and an empty Sent where nothing was sent yet of a run that was recorded for a Loki. Nothing: it was not,
/// and goes to one only where somebody names it.
[[nodiscard]] Result<std::optional<Sent>> read_sent_or_due(const Run& run);

class SentFile {
 public:
  /// The run outlives it. What is there is replaced by the first save: it may end in half a line.
  explicit SentFile(const Run& run) : run_(run) {}
  ~SentFile() { write_out(); }
  SentFile(const SentFile&) = delete;
  SentFile& operator=(const SentFile&) = delete;

  /// Whoever reads the file from now on, a shipper after this one's death included, finds `sent`, or what is saved
  /// later. After an error it finds what was saved before. A crash of the machine costs what was saved in the last
  /// moments.
  [[nodiscard]] Result<void> save(const Sent& sent);

 private:
  /// A reader reads all of it, some times a second.
  static constexpr std::size_t kMost = 16UL * 1024;

  /// The kernel may keep what was added from the disk for half a minute, unless it is asked to begin.
  static constexpr std::chrono::milliseconds kWriteOutEvery{100};

  [[nodiscard]] bool append(std::string_view line);
  void write_out();

  const Run& run_;
  UniqueFd file_;           ///< to add to, where it ends with a whole line
  std::size_t size_ = 0;    ///< of it
  bool kept_back_ = false;  ///< something was added since the kernel was asked to write
  Time written_out_;        ///< when it was asked
  std::string last_line_;   ///< that was saved
};

}  // namespace logwrap
