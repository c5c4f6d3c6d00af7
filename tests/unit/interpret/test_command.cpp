#include "lib/interpret/command.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

using Place = Command::Place;

Command at_start(std::optional<Mode> mode) {
  return {Place::LineStart, mode};
}
Command within(std::optional<Mode> mode) {
  return {Place::WithinLine, mode};
}

}  // namespace

TEST_CASE("a command is the marker, one blank, and an object with the one key mode", "[command]") {
  CHECK(find_command(R"(/LOGCOMMAND {"mode":"enabled"})") == at_start(Mode::Enabled));
  CHECK(find_command(R"(/LOGCOMMAND {"mode":"metadata"})") == at_start(Mode::Metadata));
  CHECK(find_command(R"(/LOGCOMMAND {"mode": "disabled"})") == at_start(Mode::Disabled));
  CHECK(find_command("/LOGCOMMAND\t{ \"mode\" : \"disabled\" }") == at_start(Mode::Disabled));
  CHECK(find_command(R"(/LOGCOMMAND {"mo\u0064e":"metadata"})") == at_start(Mode::Metadata));
}

TEST_CASE("what begins like a command and cannot be understood is a command all the same", "[command]") {
  const auto rest = GENERATE(values<std::string>({
      "",
      " ",
      " {}",
      " {\"mode\":\"off\"}",
      " {\"mode\":\"Enabled\"}",
      " {\"mode\":true}",
      " {\"mode\":null}",
      "  {\"mode\":\"enabled\"}",
      " {\"mode\":\"enabled\"} ",
      " {\"mode\":\"enabled\"}.",
      "{\"mode\":\"enabled\"}",
      " {'mode':'enabled'}",
      " {\"mode\":\"enabled\",}",
      " {\"mode\":\"enabled\"",
      " mode=enabled",
      " {\"mode\":\"disabled\",\"mode\":\"enabled\"}",
      " {\"mode\":\"enabled\",\"level\":\"debug\"}",
      " [{\"mode\":\"enabled\"}]",
      ": {\"mode\":\"enabled\"}",
      " {\"mode\":\"enabled\"}{}",
      " {\"mode\":\"enabled\"} /LOGCOMMAND {\"mode\":\"enabled\"}",
      "\xC2\xA0{\"mode\":\"enabled\"}",
  }));
  CAPTURE(rest);
  CHECK(find_command("/LOGCOMMAND" + rest) == at_start(std::nullopt));
}

TEST_CASE("other lines are no commands", "[command]") {
  const auto line = GENERATE(values<std::string>({
      "",
      "loss 0.5",
      "/LOGCOMMANDS are read by logwrap",
      "/LOGCOMMAND_FILE=x",
      "/logcommand {\"mode\":\"disabled\"}",
      "see /LOGCOMMAND for help",
      "send /LOGCOMMAND",
      "+ echo '/LOGCOMMAND {\"mode\":\"disabled\"}'",
      "print(\"/LOGCOMMAND {...}\"",
      "the `/LOGCOMMAND {\"mode\":\"disabled\"}`",
      "x /LOGCOMMAND{\"mode\":\"disabled\"}",
  }));
  CAPTURE(line);
  CHECK_FALSE(find_command(line));
}

TEST_CASE("a command may follow what did not end its row", "[command]") {
  CHECK(find_command(R"(50%|##   |/LOGCOMMAND {"mode":"disabled"})") == within(Mode::Disabled));
  CHECK(find_command(R"( /LOGCOMMAND {"mode":"disabled"})") == within(Mode::Disabled));
  CHECK(find_command(R"("a"/LOGCOMMAND {"mode":"metadata"})") == within(Mode::Metadata));
  CHECK(find_command(R"(50%/LOGCOMMAND {"mode":"disabled"}5s])") == within(std::nullopt));
  CHECK(find_command(R"(50%/LOGCOMMAND {"mode")") == within(std::nullopt));
  CHECK(find_command(R"(/LOGCOMMANDS/LOGCOMMAND {"mode":"metadata"})") == within(Mode::Metadata));
}

TEST_CASE("a command's text is read back as the command", "[command]") {
  for (const Mode mode : {Mode::Enabled, Mode::Metadata, Mode::Disabled})
    CHECK(find_command(command_text(mode)) == at_start(mode));
}

TEST_CASE("of two commands within a line none is understood, whichever is the last", "[command]") {
  const std::string restrict = R"(/LOGCOMMAND {"mode":"disabled"})";
  const std::string loosen = R"(/LOGCOMMAND {"mode":"enabled"})";
  CHECK(find_command("bar 50%" + restrict + loosen) == within(std::nullopt));
  CHECK(find_command("bar 50%" + restrict + " bar 51%" + loosen) == within(std::nullopt));
  CHECK(find_command("bar 50%" + restrict + " as /LOGCOMMAND says") == within(std::nullopt));
  CHECK(find_command("+ printf '" + restrict + "' '" + loosen + "'") == std::nullopt);
  CHECK(find_command("see /LOGCOMMAND, then " + restrict) == within(Mode::Disabled));
}

TEST_CASE("a command that another one superseded counts where it can be understood", "[command]") {
  const std::string restrict = R"(/LOGCOMMAND {"mode":"disabled"})";
  CHECK(find_superseded_command(restrict) == within(Mode::Disabled));
  CHECK(find_superseded_command("\r" + restrict + "\r") == within(Mode::Disabled));
  CHECK(find_superseded_command("}" + restrict + " ") == within(Mode::Disabled));
  CHECK(find_superseded_command("'" + restrict + "\r") == within(Mode::Disabled));
  CHECK(find_superseded_command("'" + restrict + "'") == std::nullopt);
  CHECK(find_superseded_command("}/LOGCOMMAND {") == std::nullopt);
  CHECK(find_superseded_command(R"(/LOGCOMMAND {"mode":"off"})") == std::nullopt);
  CHECK(find_superseded_command(R"(/LOGCOMMANDS {"mode":"disabled"})") == std::nullopt);
  CHECK(find_superseded_command("") == std::nullopt);
}
