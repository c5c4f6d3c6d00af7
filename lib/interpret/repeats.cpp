#include "lib/interpret/repeats.hpp"

#include <utility>

namespace logwrap {

Repeats::Seen Repeats::add(std::string_view line, Time time) {
  if (!known_ || line != line_) {
    line_ = line;
    known_ = true;
    return Seen::New;
  }
  if (line.empty()) return Seen::Blank;
  if (count_.times++ == 0) count_.first = time;
  count_.last = time;
  return Seen::Repeat;
}

std::optional<Repeats::Count> Repeats::take() {
  if (count_.times == 0) return std::nullopt;
  return std::exchange(count_, {});
}

std::optional<Time> Repeats::due() const {
  if (count_.times == 0) return std::nullopt;
  return count_.first + kTellEvery;
}

}  // namespace logwrap
