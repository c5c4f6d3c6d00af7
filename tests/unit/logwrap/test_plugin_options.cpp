#include "apps/logwrap/plugin_options.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace logwrap {

namespace {

struct Taken {
  PluginOptions options;
  std::optional<std::string> mode;
  bool all = false;
};

Taken take(const std::vector<std::string>& words) {
  Taken taken;
  taken.all = take_plugin_options(words, taken.options, taken.mode);
  return taken;
}

}  // namespace

TEST_CASE("the plugin's options are taken without the parser of all options", "[plugin_options]") {
  const Taken adopt = take({"--adopt=12:5", "--kill-wait=30", "--mode=metadata"});
  CHECK(adopt.all);
  CHECK(adopt.options.adopt == "12:5");
  CHECK(kill_wait(adopt.options) == std::chrono::seconds(30));
  CHECK(adopt.mode == "metadata");
  const Taken probe = take({"--probe", "--kill-wait=0"});
  CHECK((probe.all && probe.options.probe && !kill_wait(probe.options) && !probe.mode));
}

TEST_CASE("whatever else is among them is left to that parser, and nothing of it is taken", "[plugin_options]") {
  for (const char* const other : {"--linger=1s", "--kill-wait", "--kill-wait=x", "--kill-wait=-1", "--kill-wait=70000",
                                  "--adopt", "--adopt=", "--probe=1", "--modes=x", "-", ""}) {
    CAPTURE(other);
    const Taken taken = take({"--probe", "--kill-wait=5", "--mode=disabled", other});
    CHECK_FALSE((taken.all || taken.options.probe || taken.mode || taken.options.kill_wait != 0));
  }
  CHECK_FALSE(take({"--mode=metadata"}).all);
}

}  // namespace logwrap
