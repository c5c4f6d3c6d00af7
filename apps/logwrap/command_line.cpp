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

CommandLine for_word(std::span<const std::string> arguments, std::size_t at) {
  CommandLine line;
  line.word = arguments[at];
  const bool known = std::ranges::find(subcommands(), line.word) != subcommands().end();
  line.what = !known                  ? CommandLine::What::Unknown
              : line.word == "run"    ? CommandLine::What::Run
              : line.word == "render" ? CommandLine::What::Render
                                      : CommandLine::What::Other;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i == at) continue;
    if (line.what == CommandLine::What::Run && i > at && arguments[i] == "--") {
      line.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    line.options.push_back(arguments[i]);
  }
  return line;
}

}  // namespace

std::span<const std::string> subcommands() {
  static const std::array<std::string, 4> words{"run", "runs", "logs", "render"};
  return words;
}

CommandLine split_command_line(std::span<const std::string> arguments) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") {
      line.what = CommandLine::What::Run;
      line.command.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      return line;
    }
    if (!arguments[i].starts_with('-')) return for_word(arguments, i);
    line.options.push_back(arguments[i]);
    if (takes_value(arguments[i]) && i + 1 < arguments.size()) line.options.push_back(arguments[++i]);
  }
  return line;
}

}  // namespace logwrap
