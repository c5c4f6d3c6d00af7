// LastLines: the last lines that were recorded of each of the job's streams, for the closing record.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lib/record/record.hpp"

namespace logwrap {

/// Holds kLines lines of at most kBytes a stream; of more the oldest go. What is added was recorded, so it obeys the
/// modes and has no secrets.
class LastLines {
 public:
  static constexpr std::size_t kLines = 10;
  static constexpr std::size_t kBytes = 400;

  /// At most kBytes of a line; where more is cut off it ends in "...".
  [[nodiscard]] static std::string shortened(std::string_view line);

  /// `record` is of kind log or metadata; others are passed over. What is given back in it as its line is memory alone.
  void add(Record&& record);
  /// Of stdout and stderr, oldest first. A longer line is cut and ends in "...".
  [[nodiscard]] std::array<std::vector<std::string>, 2> lines() const;
  /// Of the last kLines records the last line that says what went wrong: of stderr, else of stdout; empty where none
  /// does. A line that only says of another process that it failed counts where there is no other.
  [[nodiscard]] std::string last_error() const;

 private:
  enum class Says { TheError, ThatOneFailed };
  struct Telling {
    std::string line;
    std::size_t record = 0;  ///< how many there were when it came; 0: none
  };
  struct Tail {
    std::array<std::string, kLines>
        ring;               ///< each a line, or a few short ones that were joined: most are never asked for
    std::size_t count = 0;  ///< of these, ever added
    std::size_t records = 0;
    std::array<Telling, 2> telling;  ///< for each of Says
    bool in_pieces = false;
    std::string& next() { return ring.at(count++ % kLines); }
  };
  /// A line's memory is kept as it is, but not where a long one has been in it.
  static constexpr std::size_t kMostCapacity = 4096;

  static void add_error(Tail& tail, const Record& record);
  static void add_long(Tail& tail, std::string_view text);
  [[nodiscard]] std::string last_that(Says says) const;

  std::array<Tail, 2> tails_;
};

}  // namespace logwrap
