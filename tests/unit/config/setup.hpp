// load_config with files, variables and flags of a test's own, and no others.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "lib/base/printer.hpp"
#include "lib/config/load.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/config/scratch.hpp"

namespace logwrap {

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

}  // namespace logwrap
