// What is said, and of which kind it is, when a source is bad.

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

#include "lib/config/load.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/setup.hpp"

using namespace logwrap;
using Kind = ConfigError::Kind;

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
  const std::string message = setup.error().message;
  CHECK(message.starts_with(R"(~/.logoptin:1:1: unknown key "telemetry" (there are state_dir, pty, )"));
  for (const KeyInfo& known : config_keys()) CHECK(message.find(known.name) != std::string::npos);
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
