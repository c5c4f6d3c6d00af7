#include "apps/logwrap/command_line.hpp"

#include <algorithm>
#include <array>

#include "lib/config/keys.hpp"

namespace logwrap {

namespace {

/// Options whose value may be a word of its own: it must not be taken for a subcommand.
bool takes_value(const std::string& option) {
  const auto keys = config_keys();
  return option == "--config" ||
         std::any_of(keys.begin(), keys.end(), [&option](const KeyInfo& key) { return key.flag == option; });
}

bool is_subcommand(const std::string& word) {
  return std::ranges::find(subcommands(), word) != subcommands().end();
}

/// `at` is the first "--" from `from` on, or the arguments' end.
CommandLine for_run(std::span<const std::string> arguments, std::size_t from, std::size_t at) {
  CommandLine line;
  line.what = CommandLine::What::Run;
  for (std::size_t i = from; i < at; ++i) line.options.push_back(arguments[i]);
  for (std::size_t i = at + 1; i < arguments.size(); ++i) line.command.push_back(arguments[i]);
  return line;
}

CommandLine for_word(std::span<const std::string> arguments, std::size_t at) {
  CommandLine line;
  line.word = arguments[at];
  const auto separator = std::ranges::find(arguments.subspan(at), "--") - arguments.begin();
  const auto end = static_cast<std::size_t>(separator);
  if (line.word == "run") {
    line = for_run(arguments, at + 1, end);
    line.options.insert(line.options.begin(), arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(at));
    return line;
  }
  if (!is_subcommand(line.word)) {
    // A value of an option that does not exist, with a command after it: the option is what has to be complained of.
    if (at > 0 && end < arguments.size()) return for_run(arguments, 0, end);
    line.what = CommandLine::What::Unknown;
    return line;
  }
  line.what = line.word == "render" ? CommandLine::What::Render : CommandLine::What::Other;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i != at) line.options.push_back(arguments[i]);
  }
  return line;
}

}  // namespace

std::span<const std::string> subcommands() {
  static const std::array<std::string, 7> kWords{"run", "runs", "logs", "metrics", "ship", "doctor", "render"};
  return kWords;
}

CommandLine split_command_line(std::span<const std::string> arguments) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") return for_run(arguments, 0, i);
    if (!arguments[i].starts_with('-')) return for_word(arguments, i);
    line.options.push_back(arguments[i]);
    if (takes_value(arguments[i]) && i + 1 < arguments.size()) line.options.push_back(arguments[++i]);
  }
  return line;
}

}  // namespace logwrap
