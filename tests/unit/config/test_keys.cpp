#include "lib/config/keys.hpp"

#include <chrono>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "lib/base/printer.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

std::string problem(Key key, const std::string& text, const ValueContext& context = {}) {
  Config config;
  const auto found = set_value(config, key, text, context);
  CHECK((found.has_value() || config != Config{} || text == info(key).default_value));
  return found.value_or("");
}

Config config_with(Key key, const std::string& text, const ValueContext& context = {}) {
  Config config;
  const auto found = set_value(config, key, text, context);
  INFO(text << ": " << found.value_or(""));
  CHECK_FALSE(found);
  return config;
}

}  // namespace

TEST_CASE("the table lists every key at its place", "[config]") {
  REQUIRE(config_keys().size() == kKeyCount);
  for (std::size_t i = 0; i < kKeyCount; ++i) {
    const KeyInfo& known = config_keys()[i];
    CHECK(static_cast<std::size_t>(known.key) == i);
    CHECK(&info(known.key) == &known);
    CHECK(key_named(known.name) == known.key);
  }
  CHECK_FALSE(key_named("").has_value());
  CHECK_FALSE(key_named("State_dir").has_value());
}

TEST_CASE("flag and variable are spelled after the key", "[config]") {
  for (const KeyInfo& known : config_keys()) {
    std::string flag = "--";
    std::string variable = "LOGWRAP_";
    for (const char c : known.name) {
      flag += c == '_' ? '-' : c;
      variable += c == '_' ? '_' : static_cast<char>(c - 'a' + 'A');
    }
    CHECK(known.flag == flag);
    CHECK(known.variable == variable);
  }
}

TEST_CASE("the defaults in the table are the defaults of Config", "[config]") {
  for (const KeyInfo& known : config_keys()) {
    if (known.key == Key::StateDir) continue;  // worked out from the environment: the table has it in words
    CHECK(config_with(known.key, std::string(known.default_value)) == Config{});
  }
}

TEST_CASE("the examples in the table are valid and change something", "[config]") {
  for (const KeyInfo& known : config_keys())
    CHECK_FALSE(config_with(known.key, std::string(known.example)) == Config{});
}

TEST_CASE("pty and passthrough take their words", "[config]") {
  CHECK(config_with(Key::Pty, "auto").pty == PtyUse::Auto);
  CHECK(config_with(Key::Pty, "always").pty == PtyUse::Always);
  CHECK(config_with(Key::Pty, "never").pty == PtyUse::Never);
  CHECK(config_with(Key::Passthrough, "raw").passthrough == Passthrough::Raw);
  CHECK(config_with(Key::Passthrough, "rendered").passthrough == Passthrough::Rendered);
  CHECK(config_with(Key::Passthrough, "none").passthrough == Passthrough::None);
}

TEST_CASE("a mistyped word is answered with the nearest one", "[config]") {
  CHECK(problem(Key::Pty, "allways") == R"("allways" is not auto, always or never (did you mean "always"?))");
  CHECK(problem(Key::Passthrough, "rendred") == R"("rendred" is not raw, rendered or none (did you mean "rendered"?))");
  CHECK(problem(Key::Pty, "yes") == R"("yes" is not auto, always or never)");
  CHECK(problem(Key::Pty, "") == R"("" is not auto, always or never)");
  CHECK_FALSE(problem(Key::Pty, "Never").empty());
}

TEST_CASE("a window is rows by columns within its bounds", "[config]") {
  for (const auto& [text, rows, columns] : std::vector<std::tuple<std::string, int, int>>{
           {"40x120", 40, 120}, {"1x20", 1, 20}, {"1000x1000", 1000, 1000}, {"025x080", 25, 80}}) {
    const Config config = config_with(Key::Window, text);
    CHECK(config.window_rows == rows);
    CHECK(config.window_columns == columns);
  }
}

TEST_CASE("a window that is malformed or out of range is refused", "[config]") {
  for (const std::string text :
       {"",        "x",       "40",      "40x",     "x120",           "0x80",           "1001x80",
        "40x19",   "40x1001", "-1x80",   "+1x80",   "40X120",         "40*120",         "40x120x1",
        " 40x120", "40x120 ", "4 0x120", "4.0x120", "99999999999x80", "40x99999999999", "40x-20"}) {
    INFO(text);
    CHECK_THAT(problem(Key::Window, text), contains_text("is not ROWSxCOLS with 1..1000 rows and 20..1000 columns"));
  }
}

TEST_CASE("linger takes milliseconds, seconds and minutes", "[config]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::chrono::milliseconds>>{{"500ms", 500ms},
                                                                                                     {"2s", 2s},
                                                                                                     {"1m", 1min},
                                                                                                     {"3", 3s},
                                                                                                     {"0", 0ms},
                                                                                                     {"60", 60s},
                                                                                                     {"60000ms", 60s},
                                                                                                     {"0.5", 500ms},
                                                                                                     {"1.25s", 1250ms},
                                                                                                     {"0.0004s", 0ms},
                                                                                                     {"0s", 0ms}}) {
    INFO(text);
    CHECK(config_with(Key::Linger, text).linger == expected);
  }
}

TEST_CASE("linger that is malformed or out of range is refused", "[config]") {
  for (const std::string text : {"",        "s",       "ms",   "-1",    "-0",  "+1",  "61",
                                 "61s",     "60001ms", "2m",   "1h",    "1 s", " 1",  "1e3",
                                 "inf",     "nan",     "0x10", "1.2.3", "5S",  "1,5", "99999999999999999999999999",
                                 "60.0001", ".5",      "1s1"}) {
    INFO(text);
    CHECK_THAT(problem(Key::Linger, text), contains_text("is not a time from 0 to 60 s"));
  }
  CHECK_THAT(problem(Key::Linger, std::string(400, '9')), contains_text("is not a time from 0 to 60 s"));
}

TEST_CASE("sizes are decimal or binary, with a unit", "[config]") {
  for (const auto& [text, bytes] : std::vector<std::pair<std::string, std::uint64_t>>{{"1MiB", 1048576},
                                                                                      {"500MB", 500'000'000},
                                                                                      {"1.5GiB", 1'610'612'736},
                                                                                      {"1TiB", 1ULL << 40},
                                                                                      {"2GB", 2'000'000'000}}) {
    CHECK(config_with(Key::RunLimit, text).run_limit == bytes);
    CHECK(config_with(Key::StateLimit, text).state_limit == bytes);
  }
  for (const std::string text : {"", "1", "1G", "1 GiB", "1MB", "2TiB", "-1GiB", "GiB", "1gib", "1e3MB", "inf"}) {
    INFO(text);
    CHECK_THAT(problem(Key::RunLimit, text), contains_text("is not a size from 1 MiB to 1 TiB"));
  }
}

TEST_CASE("a state directory is absolute or in the home directory", "[config]") {
  const ValueContext file{Source::UserFile, "/home/ada", "/work/dir"};
  CHECK(config_with(Key::StateDir, "/var/log wrap/é", file).state_dir == "/var/log wrap/é");
  CHECK(config_with(Key::StateDir, "~", file).state_dir == "/home/ada");
  CHECK(config_with(Key::StateDir, "~/runs", file).state_dir == "/home/ada/runs");
}

TEST_CASE("a relative state directory is taken from the command line only", "[config]") {
  for (const Source source : {Source::SystemFile, Source::UserFile, Source::Environment}) {
    CHECK(problem(Key::StateDir, "runs", {source, "/home/ada", "/somewhere"}) ==
          R"("runs" is relative; give an absolute path, or one that starts with ~/)");
  }
  CHECK(config_with(Key::StateDir, "runs", {Source::Flag, {}, "/somewhere"}).state_dir == "/somewhere/runs");
  CHECK(config_with(Key::StateDir, "../a", {Source::Flag, {}, ""}).state_dir == "../a");
  CHECK(config_with(Key::StateDir, "/d/%u/%u", {Source::SystemFile, {}, "", 1000}).state_dir == "/d/1000/1000");
  CHECK(config_with(Key::StateDir, "/d/%u", {Source::UserFile, {}, "", 1000}).state_dir == "/d/%u");
  CHECK(config_with(Key::StateDir, "~/a", {Source::Flag, "/home/ada", "/somewhere"}).state_dir == "/home/ada/a");
  CHECK(config_with(Key::StateDir, "./~", {Source::Flag, "/home/ada", "/d"}).state_dir == "/d/./~");
}

TEST_CASE("a state directory that cannot be meant is refused", "[config]") {
  const ValueContext homeless{Source::Flag, {}, "/somewhere"};
  CHECK_THAT(problem(Key::StateDir, "", homeless), contains_text("empty"));
  CHECK_THAT(problem(Key::StateDir, "~/runs", homeless), contains_text("HOME is not set"));
  CHECK_THAT(problem(Key::StateDir, "~bob/runs", homeless), contains_text("another user's home"));
  CHECK_THAT(problem(Key::StateDir, "/a\nb", homeless), contains_text("\"/a\\nb\" holds control characters"));
}

TEST_CASE("a refused value leaves the setting as it was", "[config]") {
  for (const KeyInfo& known : config_keys()) {
    Config config = config_with(known.key, std::string(known.example));
    const Config before = config;
    CHECK(set_value(config, known.key, "\x01", {Source::UserFile, {}, ""}).has_value());
    CHECK(config == before);
  }
}

TEST_CASE("a value in a message is short and printable", "[config]") {
  const std::string rude = "\x1B[2J" + std::string(5000, '\n') + "\xFF";
  for (const KeyInfo& known : config_keys()) {
    const std::string message = problem(known.key, rude);
    CHECK(message.size() < 400);
    CHECK(message == printable(message, Tabs::Escape));
  }
}
