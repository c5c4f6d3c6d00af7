// MarkerWatch: whether the bytes of a line hold the marker, whatever became of them on the screen. They may show
// nothing of it: on the alternate screen, where the text was cut at the margin, behind half of an escape sequence.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace logwrap::terminal {

class MarkerWatch {
 public:
  /// Of the bytes that follow the marker; what is longer is cut in its middle.
  static constexpr std::size_t kMaxKept = 256;

  /// `marker` may be empty, and is never found then.
  explicit MarkerWatch(std::string marker) : marker_(std::move(marker)) {}

  /// The line's next bytes, with its line feed at most as the last one.
  void look(std::string_view bytes) {
    if (marker_.empty()) return;
    line_ += bytes;
    const std::size_t at = line_.rfind(marker_);
    found_ = found_ || at != std::string::npos;
    if (at != std::string::npos) line_.erase(0, at - std::min<std::size_t>(at, 1));
    const std::size_t kept = found_ ? 1 + marker_.size() + kMaxKept : 0;
    // The end may be the beginning of a marker, and the byte before it.
    if (line_.size() > kept + marker_.size()) line_.erase(kept, line_.size() - kept - marker_.size());
  }
  /// The last marker with the byte before it and what follows, without the line end and a colour before it; empty where
  /// there is no marker.
  [[nodiscard]] std::string_view found() const {
    if (!found_) return {};
    const std::string_view line = std::string_view(line_).substr(0, line_.find_last_not_of("\r\n") + 1);
    // A colour that ends here is none of the text.
    const std::size_t escape = line.rfind("\x1b[");
    const bool colour = escape != std::string_view::npos &&
                        line.find_first_not_of("0123456789;:", escape + 2) + 1 == line.size() && line.back() == 'm';
    return colour ? line.substr(0, escape) : line;
  }
  /// Nothing of the line has come yet.
  [[nodiscard]] bool at_start() const { return line_.empty(); }
  void begin_line() {
    line_.clear();
    found_ = false;
  }

 private:
  std::string marker_;
  std::string line_;  // from the byte before the last marker, or so much of the end as may be part of one
  bool found_ = false;
};

}  // namespace logwrap::terminal
