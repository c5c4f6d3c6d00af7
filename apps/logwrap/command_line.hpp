// The command line of the launcher: whose business it is, before any option is looked at.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace logwrap {

/// `logwrap` takes options, then a subcommand or `--`. What follows `--` is the job's and is never looked into.
struct CommandLine {
  enum class What {
    Run,      ///< options and the job's command
    Render,   ///< `logwrap render`: options hold everything but that word
    Other,    ///< a subcommand that reads or ships: all of the arguments are for logwrapctl
    Help,     ///< nothing that could be run: options only
    Unknown,  ///< a word that is no subcommand
  };
  What what = What::Help;
  std::string word;                  ///< the subcommand as typed
  std::vector<std::string> options;  ///< for Run, Render and Help
  std::vector<std::string> command;  ///< for Run: the job's
};

/// `arguments` is argv without the program's name.
[[nodiscard]] CommandLine split_command_line(std::span<const std::string> arguments);

/// All subcommands, for messages.
[[nodiscard]] std::span<const std::string> subcommands();

}  // namespace logwrap
