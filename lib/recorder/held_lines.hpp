// HeldLines: lines that both streams hand out at the same moment, put in the order of their times. The screens are
// looked at one after the other, so a bar that ended before a line was printed would otherwise stand behind it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "lib/record/record.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

/// Its bound is what two screens hold: it is emptied after every look at them.
class HeldLines {
 public:
  void hold(Stream stream, const Line& line);

  /// Calls `out(stream, line)` for all of them, the earlier of the streams' next lines first: the order within a stream
  /// stays as it is, whatever its times. Holds nothing afterwards.
  template <class Out>
  void release(Out out) {
    std::array<std::size_t, 2> at{};
    auto& [stdout_lines, stderr_lines] = held_;
    while (at[0] < stdout_lines.size() || at[1] < stderr_lines.size()) {
      const bool from_stderr =
          at[0] == stdout_lines.size() ||
          (at[1] < stderr_lines.size() && stderr_lines[at[1]].line.time < stdout_lines[at[0]].line.time);
      Held& next = from_stderr ? stderr_lines[at[1]++] : stdout_lines[at[0]++];
      next.line.text = next.text;
      out(from_stderr ? Stream::Stderr : Stream::Stdout, next.line);
    }
    stdout_lines.clear();
    stderr_lines.clear();
  }

 private:
  struct Held {
    std::string text;
    Line line;  ///< its text is set when it goes out: strings move while they wait
  };
  std::array<std::vector<Held>, 2> held_;  ///< of stdout and of stderr
};

}  // namespace logwrap
