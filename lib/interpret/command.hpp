// Command: what a job prints to steer its own log:
//
//   /LOGCOMMAND {"mode":"metadata"}
//
// The marker, one blank or tab, one JSON object with the one key "mode", and nothing else on the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lib/record/mode.hpp"

namespace logwrap {

inline constexpr std::string_view kCommandMarker = "/LOGCOMMAND";

struct Command {
  /// LineStart: it is the whole line. WithinLine: it follows something else, such as a bar that did not end its row.
  enum class Place : std::uint8_t { LineStart, WithinLine };

  Place place = Place::LineStart;
  /// What is asked for. Nothing where it cannot be understood, which is to be taken for Mode::Disabled.
  std::optional<Mode> mode;

  bool operator==(const Command&) const = default;
};

/// The command that `line` is or ends in; nothing for a line as any other. The marker at the start of a line always
/// makes it a command, unless it is the beginning of a longer word. Later in a line it makes one where a blank and {
/// follow, unless it stands in quotes that end with the line, as in what `set -x` shows; the first such marker counts.
[[nodiscard]] std::optional<Command> find_command(std::string_view line);

/// The command in `text`, behind which another one was printed in the same line: it counts only where it can be
/// understood, up to the first }. Half of one may be a row that is being drawn anew.
[[nodiscard]] std::optional<Command> find_superseded_command(std::string_view text);

/// The command as one prints it.
[[nodiscard]] std::string command_text(Mode mode);

}  // namespace logwrap
