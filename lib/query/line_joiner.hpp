// LineJoiner: the pieces of long lines back as lines.
#pragma once

#include <array>
#include <optional>

#include "lib/record/record.hpp"

namespace logwrap {

class LineJoiner {
 public:
  /// Bound of each stream's unfinished line. A longer one is handed out in parts of about this size, as lines.
  static constexpr std::size_t kMaxLine = 256UL << 20;

  /// Answers the whole line once its last piece is there, with the identity of its first. Pieces of the streams may
  /// come interleaved.
  [[nodiscard]] std::optional<Record> add(Record piece);
  /// The lines whose last piece never came, because the recording ended before it.
  [[nodiscard]] std::optional<Record> take_unfinished();

 private:
  std::array<std::optional<Record>, 3> open_;  // indexed by Stream
};

}  // namespace logwrap
