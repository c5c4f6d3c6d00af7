#include "lib/base/shipper_talk.hpp"

#include <utility>

namespace logwrap::shipper_talk {

std::vector<Words> LineInput::take(std::string_view bytes) {
  std::vector<Words> lines;
  for (const char c : bytes) {
    if (c != '\n') {
      too_long_ = too_long_ || line_.size() == kMaxBytes;
      if (!too_long_) line_ += c;
      continue;
    }
    const std::string line = std::exchange(line_, {});
    if (std::exchange(too_long_, false)) continue;
    const std::size_t blank = line.find(' ');
    lines.push_back({line.substr(0, blank), blank == std::string::npos ? "" : line.substr(blank + 1)});
  }
  return lines;
}

}  // namespace logwrap::shipper_talk
