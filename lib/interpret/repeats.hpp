// Repeats: of lines of one stream that come several times in a row the first is recorded, and from time to time how
// often it came again; of several empty lines one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/base/clock.hpp"

namespace logwrap {

class Repeats {
 public:
  /// After so long a count is told even though the line still comes, so that the log of a job that goes on saying the
  /// same does not look like that of one that hangs.
  static constexpr std::chrono::seconds kTellEvery{30};

  /// How often a line came again, and when: first and last of these.
  struct Count {
    std::uint64_t times = 0;
    Time first;
    Time last;
  };
  enum class Seen : std::uint8_t {
    New,     ///< to be recorded, behind take()
    Repeat,  ///< counted
    Blank,   ///< an empty line after an empty one
  };

  /// The stream's next line. Lines that differ in any character are different.
  [[nodiscard]] Seen add(std::string_view line, Time time);
  /// Something stands between the lines: the next one is new, whatever it says.
  void interrupt() { known_ = false; }
  /// Whether take() has something.
  [[nodiscard]] bool counted() const { return count_.times > 0; }
  /// What was counted and not told yet, if anything: to be told before whatever is recorded next of the stream.
  [[nodiscard]] std::optional<Count> take();
  /// When take() is due at the latest.
  [[nodiscard]] std::optional<Time> due() const;

 private:
  std::string line_;  // the last one; at most one line
  bool known_ = false;
  Count count_;
};

}  // namespace logwrap
