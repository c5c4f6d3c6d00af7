#include "lib/config/load.hpp"

#include <sys/stat.h>

#include <map>
#include <string>

#include "lib/base/printer.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

/// A home with files of a test's own, and no others.
struct Setup {
  Scratch scratch;
  ConfigSources sources;
  std::map<std::string, std::string> variables;

  Setup() {
    sources.system_file = scratch.path("system.yaml");
    sources.home = scratch.path("home");
    std::filesystem::create_directory(*sources.home);
    sources.working_directory = "/somewhere";
    sources.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
  }

  void system(const std::string& text) const { scratch.write("system.yaml", text); }
  void user(const std::string& text) const { scratch.write("home/.logoptin", text); }
  [[nodiscard]] LoadedConfig load() const {
    const ConfigResult loaded = load_config(sources);
    INFO((loaded ? "" : loaded.error().message));
    REQUIRE(loaded.has_value());
    return *loaded;
  }
  [[nodiscard]] ConfigError error() const {
    const ConfigResult loaded = load_config(sources);
    REQUIRE(loaded.has_error());
    CHECK(loaded.error().message == printable(loaded.error().message, Tabs::Escape));
    return loaded.error();
  }
};

using Kind = ConfigError::Kind;

}  // namespace

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

TEST_CASE("a bad ~/.logoptin is named with line, column, key and the nearest known key", "[config]") {
  const Setup setup;
  setup.user("# mine\npty: never\npassthrogh: none\n");
  const ConfigError error = setup.error();
  CHECK(error.kind == Kind::File);
  CHECK(error.message == R"(~/.logoptin:3:1: unknown key "passthrogh" (did you mean "passthrough"?))");
}

TEST_CASE("an unknown key that is near to nothing is answered with all keys", "[config]") {
  const Setup setup;
  setup.user("telemetry: on\n");
  CHECK(setup.error().message ==
        R"(~/.logoptin:1:1: unknown key "telemetry" (there are state_dir, pty, passthrough, window, linger))");
}

TEST_CASE("a bad value in a file is named with its place and key", "[config]") {
  const Setup setup;
  setup.user("window: 40x120\nlinger: 2h\n");
  CHECK(setup.error().message ==
        R"(~/.logoptin:2:9: linger: "2h" is not a time from 0 to 60 s, such as 500ms, 2s or 1m)");
  setup.user("state_dir: runs\n");
  CHECK(setup.error().message ==
        R"(~/.logoptin:1:12: state_dir: "runs" is relative; give an absolute path, or one that starts with ~/)");
}

TEST_CASE("broken YAML in the system's file is not a usage error", "[config]") {
  const Setup setup;
  setup.system("pty: [never\n");
  const ConfigError error = setup.error();
  CHECK(error.kind == Kind::File);
  CHECK(error.message.rfind(setup.sources.system_file + ":", 0) == 0);
}

TEST_CASE("a FIFO or directory in the place of a file does not hang and is not a usage error", "[config]") {
  const Setup setup;
  REQUIRE(::mkfifo(setup.sources.system_file.c_str(), 0600) == 0);
  CHECK(setup.error().kind == Kind::File);
  CHECK(setup.error().message ==
        setup.sources.system_file + ": it is not a regular file; put one in its place or remove it");
  std::filesystem::remove(setup.sources.system_file);
  std::filesystem::create_directory(*setup.sources.home + "/.logoptin");
  CHECK(setup.error().message == "~/.logoptin: it is a directory; put a regular file in its place or remove it");
}

TEST_CASE("a file of more than 64 KiB is refused", "[config]") {
  const Setup setup;
  setup.user(std::string(kMaxConfigFileBytes, '#'));
  CHECK(setup.load().config == Config{});
  setup.user(std::string(kMaxConfigFileBytes + 1, '#'));
  CHECK(setup.error().message == "~/.logoptin: it is larger than 64 KiB, which no configuration is; shorten it");
}

TEST_CASE("a --config that is missing or bad is a usage error", "[config]") {
  Setup setup;
  setup.sources.config_file = setup.scratch.path("absent.yaml");
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message ==
        *setup.sources.config_file + ": there is no such file; give the path of one, or leave --config out");
  setup.sources.config_file = "";
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message.rfind("--config: ", 0) == 0);
  setup.sources.config_file = setup.scratch.write("own.yaml", "pty: maybe\n");
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message == *setup.sources.config_file + R"(:1:6: pty: "maybe" is not auto, always or never)");
  setup.sources.config_file = setup.scratch.path("");
  CHECK(setup.error().kind == Kind::Usage);
}

TEST_CASE("a bad variable or flag is a usage error that names it", "[config]") {
  Setup setup;
  setup.variables["LOGWRAP_PTY"] = "nver";
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message == R"(LOGWRAP_PTY: "nver" is not auto, always or never (did you mean "never"?))");
  setup.variables.clear();
  setup.sources.flags[Key::Window] = "wide";
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message ==
        R"(--window: "wide" is not ROWSxCOLS with 1..1000 rows and 20..1000 columns, such as 40x120)");
  setup.sources.flags[Key::Window] = "";
  CHECK(setup.error().kind == Kind::Usage);  // unlike a variable, a flag was given on purpose
}

TEST_CASE("a usage error is reported even where a file is bad as well", "[config]") {
  Setup setup;
  setup.system("nonsense\n");
  setup.user("nonsense\n");
  CHECK(setup.error().kind == Kind::File);
  setup.sources.flags[Key::Linger] = "soon";
  CHECK(setup.error().kind == Kind::Usage);
  CHECK(setup.error().message.rfind("--linger: ", 0) == 0);
}

TEST_CASE("a bad variable is reported even where a flag overrides it", "[config]") {
  Setup setup;
  setup.variables["LOGWRAP_PTY"] = "nver";
  setup.sources.flags[Key::Pty] = "never";
  CHECK(setup.error().kind == Kind::Usage);
}

TEST_CASE("a file's name is printable in messages", "[config]") {
  Setup setup;
  setup.sources.config_file = setup.scratch.write("\x1B[31m.yaml", "pty: maybe\n");
  CHECK(setup.error().message.find("\\x1b[31m.yaml:1:6: ") != std::string::npos);
}

TEST_CASE("the sources of the process are its environment and working directory", "[config]") {
  const ConfigSources sources = process_config_sources();
  CHECK(sources.system_file == "/etc/logwrap/config.yaml");
  CHECK(sources.working_directory == std::filesystem::current_path());
  ::setenv("LOGWRAP_TEST_OF_SOURCES", "yes", 1);
  CHECK(sources.environment("LOGWRAP_TEST_OF_SOURCES") == "yes");
  ::unsetenv("LOGWRAP_TEST_OF_SOURCES");
  CHECK_FALSE(sources.environment("LOGWRAP_TEST_OF_SOURCES").has_value());
}
