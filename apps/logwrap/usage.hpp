// Usage errors, said so that one knows what to type instead.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

namespace logwrap {

/// "run, runs, logs, ship, render"
[[nodiscard]] std::string subcommand_list();

/// Makes the help begin with `usage` instead of CLI11's own line.
void set_usage(CLI::App& app, std::string usage);

/// Parses `arguments` into what `app` was given to fill. Nothing where that went well; 0 where help or the version was
/// asked for and printed; 125 where a message was.
[[nodiscard]] std::optional<int> parse(CLI::App& app, std::vector<std::string> arguments);

/// Says that `word` is no subcommand. Returns 125.
[[nodiscard]] int unknown_subcommand(const std::string& word);

}  // namespace logwrap
