#include "lib/recorder/held_lines.hpp"

namespace logwrap {

void HeldLines::hold(Stream stream, const Line& line) {
  held_[stream == Stream::Stderr ? 1 : 0].push_back({std::string(line.text), line});
}

}  // namespace logwrap
