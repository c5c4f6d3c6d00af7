#include "lib/config/load.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/config/setup.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

TEST_CASE("without any source everything is at its default", "[config]") {
  const Setup setup;
  const LoadedConfig loaded = setup.load();
  CHECK(loaded.config == Config{});
  for (const KeyInfo& known : config_keys()) {
    CHECK(loaded.origins[known.key].source == Source::Default);
    CHECK(loaded.origins[known.key].where == "default");
  }
  CHECK(load_config(ConfigSources{.config_file = {},
                                  .system_file = setup.scratch.path("none"),
                                  .home = {},
                                  .working_directory = {},
                                  .environment = {},
                                  .flags = {}})
            ->config == Config{});
}

TEST_CASE("empty files leave everything at its default", "[config]") {
  const Setup setup;
  setup.system("");
  setup.user("# nothing yet\n");
  CHECK(setup.load().config == Config{});
}

TEST_CASE("each source overrides the weaker ones, key by key, and is remembered", "[config]") {
  Setup setup;
  setup.system("linger: 1m\npty: always\npassthrough: none\nwindow: 10x100\n");
  setup.user("pty: never\npassthrough: none\nwindow: 20x100\n");
  setup.variables = {{"LOGWRAP_PASSTHROUGH", "rendered"}, {"LOGWRAP_WINDOW", "30x100"}};
  setup.sources.flags[Key::Window] = "50x100";
  const LoadedConfig loaded = setup.load();
  CHECK(loaded.config.linger == 1min);
  CHECK(loaded.config.pty == PtyUse::Never);
  CHECK(loaded.config.passthrough == Passthrough::Rendered);
  CHECK(loaded.config.window_rows == 50);
  CHECK(loaded.origins[Key::StateDir].source == Source::Default);
  CHECK(loaded.origins[Key::Linger].source == Source::SystemFile);
  CHECK(loaded.origins[Key::Linger].where == setup.sources.system_file + ":1");
  CHECK(loaded.origins[Key::Pty].source == Source::UserFile);
  CHECK(loaded.origins[Key::Pty].where == "~/.logoptin:1");
  CHECK(loaded.origins[Key::Passthrough].source == Source::Environment);
  CHECK(loaded.origins[Key::Passthrough].where == "LOGWRAP_PASSTHROUGH");
  CHECK(loaded.origins[Key::Window].source == Source::Flag);
  CHECK(loaded.origins[Key::Window].where == "--window");
}

TEST_CASE("the file of --config is read instead of the system's", "[config]") {
  Setup setup;
  setup.system("pty: always\nlinger: 5s\n");
  setup.user("window: 20x100\n");
  setup.sources.config_file = setup.scratch.write("own.yaml", "pty: never\nwindow: 10x100\n");
  const LoadedConfig loaded = setup.load();
  CHECK(loaded.config.pty == PtyUse::Never);
  CHECK(loaded.config.linger == Config{}.linger);
  CHECK(loaded.config.window_rows == 20);  // ~/.logoptin is stronger than the file that stands for the system's
}

TEST_CASE("without a home no file of the user's is read", "[config]") {
  Setup setup;
  setup.user("pty: never\n");
  setup.sources.home.reset();
  CHECK(setup.load().config == Config{});
}

TEST_CASE("a variable that is empty counts as unset", "[config]") {
  Setup setup;
  setup.user("pty: never\n");
  setup.variables["LOGWRAP_PTY"] = "";
  CHECK(setup.load().config.pty == PtyUse::Never);
}

TEST_CASE("~ in a file is the home directory", "[config]") {
  const Setup setup;
  setup.system("state_dir: ~/runs\n");
  CHECK(setup.load().config.state_dir == *setup.sources.home + "/runs");
}

TEST_CASE("the sources of the process are its environment and working directory", "[config]") {
  const ConfigSources sources = process_config_sources();
  CHECK(sources.system_file == "/etc/logwrap/config.yaml");
  CHECK(sources.working_directory == std::filesystem::current_path().string());
  ::setenv("LOGWRAP_TEST_OF_SOURCES", "yes", 1);
  CHECK(sources.environment("LOGWRAP_TEST_OF_SOURCES") == "yes");
  ::unsetenv("LOGWRAP_TEST_OF_SOURCES");
  CHECK_FALSE(sources.environment("LOGWRAP_TEST_OF_SOURCES").has_value());
}

TEST_CASE("of mode and commands the strictest value counts, whichever source it comes from", "[config]") {
  struct Case {
    std::string system, user, variable, flag;
    Mode mode;
    Source source;
  };
  const auto [system, user, variable, flag, mode, source] = GENERATE(values<Case>({
      {"", "", "", "", Mode::Enabled, Source::Default},
      {"", "disabled", "enabled", "", Mode::Disabled, Source::UserFile},  // a variable left over loosens nothing
      {"metadata", "", "", "enabled", Mode::Metadata, Source::SystemFile},
      {"metadata", "enabled", "disabled", "metadata", Mode::Disabled, Source::Environment},
      {"", "metadata", "", "disabled", Mode::Disabled, Source::Flag},
      {"enabled", "enabled", "enabled", "enabled", Mode::Enabled, Source::SystemFile},
      {"metadata", "metadata", "metadata", "metadata", Mode::Metadata, Source::SystemFile},
  }));
  Setup setup;
  if (!system.empty()) setup.system("mode: " + system + "\n");
  if (!user.empty()) setup.user("mode: " + user + "\n");
  if (!variable.empty()) setup.variables["LOGWRAP_MODE"] = variable;
  if (!flag.empty()) setup.sources.flags[Key::Mode] = flag;
  CHECK(setup.load().config.mode == mode);
  CHECK(setup.load().origins[Key::Mode].source == source);
}

TEST_CASE("what printed commands may do is bounded by the strictest source", "[config]") {
  Setup setup;
  setup.system("commands: restrict\n");
  setup.user("commands: any\nmetadata_streams: both\n");
  CHECK(setup.load().config.commands == Commands::Restrict);
  CHECK(setup.load().config.metadata_streams == MetadataStreams::Both);
}

TEST_CASE("where sources differ about commands these may restrict: none left over would lay open what they silence",
          "[config]") {
  struct Case {
    std::string user, variable, flag;
    Commands commands;
  };
  const auto [user, variable, flag, commands] = GENERATE(values<Case>({
      {"", "none", "", Commands::None},
      {"none", "none", "none", Commands::None},
      {"any", "none", "", Commands::Restrict},
      {"none", "any", "", Commands::Restrict},
      {"restrict", "", "none", Commands::Restrict},
      {"none", "any", "none", Commands::Restrict},
      {"any", "any", "", Commands::Any},
  }));
  Setup setup;
  if (!user.empty()) setup.user("commands: " + user + "\n");
  if (!variable.empty()) setup.variables["LOGWRAP_COMMANDS"] = variable;
  if (!flag.empty()) setup.sources.flags[Key::Commands] = flag;
  CHECK(setup.load().config.commands == commands);
}
