// `logwrap render`: a raw terminal recording as the lines a console would show. A recording has no times: all of it
// happens at once, so lines are final when they scroll off, when the page is erased, and at the end.
#pragma once

#include <cstddef>
#include <string>

#include "lib/base/result.hpp"
#include "lib/terminal/terminal.hpp"

namespace logwrap {

struct RenderOptions {
  std::string file;           ///< the recording; empty or "-": standard input
  Size size{24, 80};          ///< what the recorded terminal had; clamped as in Size
  std::size_t chunk = 65536;  ///< bytes fed at a time, 1 .. kMaxRenderChunk; out of range is clamped
  /// AsSeen: tabs expanded, trailing blanks cut. A blank row is a line where the job printed a line feed on it; rows
  /// that were never written on, or were blanked again, are none. AsRecorded (--records): the lines' text as a run
  /// records it, a line longer than Terminal::kMaxPieceBytes still on one line of output.
  Terminal::Text text = Terminal::Text::AsSeen;
};

inline constexpr std::size_t kMaxRenderChunk = 16 * 1024 * 1024;

/// "24x80" (rows, then columns) as --size takes it. Fails with a message where it is not two numbers of the bounds of
/// Size.
[[nodiscard]] Result<Size> parse_size(const std::string& text);

/// Reads the recording and writes its lines, each ended by "\n", to descriptor `output`, which stays open. Memory is
/// bounded however long the recording is. Failures to open, read or write name the file and the cause; a recording is
/// rendered up to where reading it failed. SIGPIPE is the caller's affair: a closed `output` is EPIPE here.
[[nodiscard]] Result<void> render(const RenderOptions& options, int output);

}  // namespace logwrap
