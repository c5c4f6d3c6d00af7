#include "lib/query/line_joiner.hpp"

#include <utility>

namespace logwrap {

std::optional<Record> LineJoiner::add(Record piece) {
  std::optional<Record>& open = open_.at(static_cast<std::size_t>(piece.stream));
  const bool more_follows = piece.continued;
  // An event between two pieces is no piece: its stream is logwrap's alone.
  if (!open) {
    if (!more_follows) return piece;
    open = std::move(piece);
    return std::nullopt;
  }
  open->line += piece.line;
  if (more_follows && open->line.size() < kMaxLine) return std::nullopt;
  open->continued = more_follows;
  return std::exchange(open, std::nullopt);
}

std::optional<Record> LineJoiner::take_unfinished() {
  for (std::optional<Record>& open : open_) {
    if (open) return std::exchange(open, std::nullopt);
  }
  return std::nullopt;
}

}  // namespace logwrap
