#include "apps/logwrap/command_line.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;
using What = CommandLine::What;
using Words = std::vector<std::string>;

namespace {
CommandLine split(const Words& words) {
  return split_command_line(words);
}
}  // namespace

TEST_CASE("everything after -- is the job's and is never looked into", "[command line]") {
  const CommandLine line = split({"--pty", "never", "--", "python", "--pty", "always", "--", "logs"});
  CHECK(line.what == What::Run);
  CHECK(line.options == Words{"--pty", "never"});
  CHECK(line.command == Words{"python", "--pty", "always", "--", "logs"});
}

TEST_CASE("run is a subcommand that may be left out", "[command line]") {
  const CommandLine line = split({"run", "--linger=2s", "--", "make"});
  CHECK(line.what == What::Run);
  CHECK(line.options == Words{"--linger=2s"});
  CHECK(line.command == Words{"make"});
}

TEST_CASE("an option's value is not taken for a subcommand", "[command line]") {
  CHECK(split({"--state-dir", "runs", "logs"}).word == "logs");
  CHECK(split({"--state-dir", "logs", "--", "true"}).what == What::Run);
}

TEST_CASE("a subcommand that reads belongs to the other program, whatever its options", "[command line]") {
  CHECK(split({"logs", "--grep", "x", "--", "-y"}).what == What::Other);
  CHECK(split({"--config", "f", "runs"}).what == What::Other);
}

TEST_CASE("render keeps every argument but its own name", "[command line]") {
  const CommandLine line = split({"render", "--size", "24x80", "file"});
  CHECK(line.what == What::Render);
  CHECK(line.options == Words{"--size", "24x80", "file"});
}

TEST_CASE("a command without -- is refused, not guessed at", "[command line]") {
  CHECK(split({"python", "train.py"}).what == What::Unknown);
  CHECK(split({"rnus"}).what == What::Unknown);
}

TEST_CASE("no arguments, or options alone, ask for nothing to be run", "[command line]") {
  CHECK(split({}).what == What::Help);
  CHECK(split({"--help"}).what == What::Help);
  CHECK(split({"--"}).what == What::Run);
  CHECK(split({"--"}).command.empty());
}

TEST_CASE("an unknown option's value is not complained of in the option's place", "[command line]") {
  const CommandLine line = split({"--passthru", "raw", "--", "true"});
  CHECK(line.what == What::Run);
  CHECK(line.options == Words{"--passthru", "raw"});
  CHECK(line.command == Words{"true"});
}
