// MarkerWatch: whether the bytes of a line hold the marker, whatever became of them on the screen. It may show nothing
// of it: on the alternate screen, where the text was cut at the margin, behind half of an escape sequence. Of several
// markers in a line the last counts as it stands; those before it are kept as far as they may be commands.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace logwrap::terminal {

class MarkerWatch {
 public:
  /// Of the bytes that follow the marker; what is longer is cut in its middle.
  static constexpr std::size_t kMaxKept = 256;
  /// What follows a marker is no command without it.
  static constexpr char kEnd = '}';
  /// Different ones that the last marker of a line superseded; more are not kept.
  static constexpr std::size_t kMaxSuperseded = 32;

  /// `marker` may be empty, and is never found then.
  explicit MarkerWatch(std::string marker) : marker_(std::move(marker)) {}

  /// The line's next bytes, with its line feed at most as the last one.
  void look(std::string_view bytes) {
    if (marker_.empty()) return;
    line_ += bytes;
    std::size_t last = 0;
    for (std::size_t at = line_.find(marker_, text_); at != std::string::npos; at = line_.find(marker_, text_)) {
      if (found_) supersede(std::string_view(line_).substr(last, at - last));
      found_ = true;
      last = at - std::min<std::size_t>(at, 1);
      text_ = at + marker_.size();
    }
    line_.erase(0, last);
    text_ -= last;
    const std::size_t kept = found_ ? kept_size() : 0;
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
  /// The markers before the last that kEnd follows: with the byte before them, and up to the byte behind it. Each text
  /// once, however often it was printed.
  [[nodiscard]] const std::vector<std::string>& superseded() const { return superseded_; }
  /// Nothing of the line has come yet.
  [[nodiscard]] bool at_start() const { return line_.empty(); }
  void begin_line() {
    line_.clear();
    superseded_.clear();
    text_ = 0;
    found_ = false;
  }

 private:
  [[nodiscard]] std::size_t kept_size() const { return 1 + marker_.size() + kMaxKept; }
  void supersede(std::string_view text) {
    text = text.substr(0, kept_size());  // as if it had come byte by byte
    const std::size_t end = text.find(kEnd, marker_.size());
    if (end == std::string_view::npos || superseded_.size() == kMaxSuperseded) return;
    text = text.substr(0, end + 2);
    if (std::find(superseded_.begin(), superseded_.end(), text) == superseded_.end()) superseded_.emplace_back(text);
  }

  std::string marker_;
  std::string line_;  // from the byte before the last marker, or so much of the end as may be part of one
  std::vector<std::string> superseded_;
  std::size_t text_ = 0;  // where in line_ the last marker ends
  bool found_ = false;
};

}  // namespace logwrap::terminal
