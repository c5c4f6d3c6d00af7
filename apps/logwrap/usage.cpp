#include "apps/logwrap/usage.hpp"

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <system_error>

#include "apps/logwrap/command_line.hpp"
#include "lib/base/printer.hpp"
#include "lib/base/suggest.hpp"
#include "lib/supervise/exit_status.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kNameColumns = 28;
constexpr std::size_t kTextColumns = 64;  ///< newer CLI11 wraps at 65 itself; older not at all

/// Line feeds in place of the blanks at which the text does not fit any more.
std::string wrapped(std::string text) {
  std::size_t line = 0;
  std::size_t blank = std::string::npos;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') blank = i;
    if (i - line < kTextColumns || blank == std::string::npos || blank < line) continue;
    text[blank] = '\n';
    line = blank + 1;
  }
  return text;
}

class UsageFormatter final : public CLI::Formatter {
 public:
  explicit UsageFormatter(std::string usage) : usage_(std::move(usage)) { column_width(kNameColumns); }
  std::string make_usage(const CLI::App*, std::string) const override { return usage_ + "\n"; }
  std::string make_option_desc(const CLI::Option* option) const override {
    return wrapped(CLI::Formatter::make_option_desc(option));
  }

 private:
  std::string usage_;
};

/// "" or " (did you mean --window?)". `typed` may have its value attached: --widow=4x4.
std::string suggestion(const CLI::App& app, const std::string& typed) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::string nearest = nearest_word(typed.substr(0, typed.find('=')), known);
  return nearest.empty() ? "" : " (did you mean " + nearest + "?)";
}

int refuse(const std::string& message) {
  std::cerr << "logwrap: " << message << '\n';
  return kExitUsage;
}

/// --help or --version.
int print_help(const CLI::App& app, const CLI::ParseError& asked) {
  app.exit(asked);
  if (std::cout.flush()) return 0;
  std::cerr << "logwrap: cannot write the output: " << std::generic_category().message(errno) << '\n';
  return 1;
}

}  // namespace

std::string subcommand_list() {
  std::string list;
  for (const std::string& word : subcommands()) list += (list.empty() ? "" : ", ") + word;
  return list;
}

void set_usage(CLI::App& app, std::string usage) {
  app.formatter(std::make_shared<UsageFormatter>(std::move(usage)));
}

std::optional<int> parse(CLI::App& app, std::vector<std::string> arguments) {
  app.allow_extras();
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return print_help(app, error);
    return refuse(printable(error.what(), Tabs::Escape) + "; logwrap --help lists the options");
  }
  const std::vector<std::string> extras = app.remaining();
  if (extras.empty()) return std::nullopt;
  const std::string& first = extras.front();
  if (!first.starts_with('-')) {
    return refuse("unexpected argument " + quoted_word(first) + "; the command to run stands after --");
  }
  return refuse("unknown option " + quoted_word(first) + suggestion(app, first) + "; logwrap --help lists the options");
}

int unknown_subcommand(const std::string& word) {
  const std::string nearest = nearest_word(word, subcommands());
  if (!nearest.empty()) return refuse("unknown subcommand " + quoted_word(word) + " (did you mean " + nearest + "?)");
  return refuse("unknown subcommand " + quoted_word(word) + "; to run a command, put -- before it: logwrap -- " +
                quoted_word(word));
}

}  // namespace logwrap
