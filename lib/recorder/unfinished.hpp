// What stands on a job's screen and is not final: bars, prompts, lines without their end.
#pragma once

#include <string>
#include <vector>

#include "lib/interpret/interpreter.hpp"
#include "lib/recorder/recorded_stream.hpp"
#include "lib/recorder/redaction.hpp"

namespace logwrap {

/// A copy: what a terminal shows is valid for the moment only.
struct UnfinishedLine {
  Line line;  ///< its text is not
  std::string text;
};
/// All of them, top first; nothing is left out and nothing masked.
[[nodiscard]] std::vector<UnfinishedLine> unfinished_lines(StreamRecorder& stream);

/// Of those that move, not only wait to be committed, and that may be told, the last kUnfinishedRows: without secrets
/// and at most LastLines::kBytes each.
[[nodiscard]] std::vector<std::string> unfinished_rows(StreamRecorder& stream, const Interpreter& interpreter,
                                                       Redaction& redaction);
inline constexpr std::ptrdiff_t kUnfinishedRows = 10;

}  // namespace logwrap
