#include <algorithm>

#include "lib/doctor/local.hpp"
#include "tests/unit/config/setup.hpp"

using namespace logwrap;

TEST_CASE("each setting is shown with its value and where that came from", "[doctor]") {
  Setup setup;
  setup.system("loki_url: https://loki.example.com\nlinger: 2s\n");
  setup.user("pty: never\nlinger: 500ms\n");
  setup.variables["LOGWRAP_PASSTHROUGH"] = "none";
  setup.sources.flags[Key::Drain] = "3s";
  const Finding finding = look_at_settings(load_config(setup.sources));
  CHECK(finding.health == Health::Ok);
  CHECK(finding.what == std::to_string(kKeyCount) + " settings, 5 of them set");
  REQUIRE(finding.details.size() > 6);
  CHECK(finding.details[0] == "pty          never                     ~/.logoptin:1");
  CHECK(finding.details[1] == "passthrough  none                      LOGWRAP_PASSTHROUGH");
  CHECK(finding.details[2] == "linger       500ms                     ~/.logoptin:2");
  CHECK(finding.details[3] == "loki_url     https://loki.example.com  " + setup.sources.system_file + ":1");
  CHECK(finding.details[4] == "drain        3s                        --drain");
  CHECK(finding.details[5].starts_with("default: state_dir, window, mode, "));
  CHECK(std::all_of(finding.details.begin(), finding.details.end(),
                    [](const std::string& line) { return line.size() <= 100; }));
}

TEST_CASE("where sources differ about commands, what holds is shown", "[doctor]") {
  Setup setup;
  setup.user("commands: any\n");
  setup.variables["LOGWRAP_COMMANDS"] = "none";
  const Finding finding = look_at_settings(load_config(setup.sources));
  CHECK(finding.details.at(0) == "commands  restrict, as sources differ  LOGWRAP_COMMANDS");
}

TEST_CASE("a value that changes what a terminal shows is escaped", "[doctor]") {
  Setup setup;
  setup.sources.flags[Key::LokiLabels] = "team=\u202E1 maet";
  const Finding finding = look_at_settings(load_config(setup.sources));
  CHECK(finding.details.at(0) == "loki_labels  team=\\u{202e}1 maet  --loki-labels");
}

TEST_CASE("of a wrong configuration it is said what becomes of jobs", "[doctor]") {
  Setup setup;
  setup.user("pty: sometimes\n");
  Finding finding = look_at_settings(load_config(setup.sources));
  CHECK(finding.health == Health::Failed);
  CHECK_THAT(finding.what, contains_text("~/.logoptin:1:6: pty: \"sometimes\" is not"));
  CHECK_THAT(finding.advice, contains_text("nothing is recorded"));
  setup.variables["LOGWRAP_PTY"] = "no";
  finding = look_at_settings(load_config(setup.sources));
  CHECK_THAT(finding.what, contains_text("LOGWRAP_PTY"));
  CHECK_THAT(finding.advice, contains_text("no job is started"));
}

TEST_CASE("an address that holds a secret is not shown", "[doctor]") {
  Setup setup;
  setup.variables["LOGWRAP_LOKI_URL"] = "https://me:hunter2@loki.example.com";
  const Finding finding = look_at_settings(load_config(setup.sources));
  CHECK(finding.health == Health::Failed);
  CHECK(format_findings({&finding, 1}).find("hunter2") == std::string::npos);
}
