// docs/configuration.md and the table in the code say the same.

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "lib/config/keys.hpp"
#include "lib/config/yaml.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

std::string document() {
  std::ifstream file(LOGWRAP_SOURCE_DIR "/docs/configuration.md");
  REQUIRE(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The rows of tables whose first cell is code: one a key.
std::vector<std::string> documented_rows() {
  std::istringstream lines(document());
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| `", 0) == 0) rows.push_back(line);
  }
  return rows;
}

std::string row(const KeyInfo& known) {
  const auto code = [](std::string_view text) { return "`" + std::string(text) + "`"; };
  return "| " + code(known.name) + " | " + code(known.default_value) + " | " + std::string(known.values) + " | " +
         code(known.example) + " | " + std::string(known.summary) + " |";
}

/// The text between the first line ```LANGUAGE and its closing line.
std::string code_block(const std::string& language) {
  const std::string text = document();
  const std::string opening = "```" + language + "\n";
  const std::size_t start = text.find(opening);
  REQUIRE(start != std::string::npos);
  const std::size_t end = text.find("```", start + opening.size());
  REQUIRE(end != std::string::npos);
  return text.substr(start + opening.size(), end - start - opening.size());
}

}  // namespace

TEST_CASE("every key is documented with what it takes, its default and an example", "[config]") {
  std::vector<std::string> expected;
  for (const KeyInfo& known : config_keys()) expected.push_back(row(known));
  CHECK(documented_rows() == expected);
}

TEST_CASE("every key is explained in a paragraph of its own", "[config]") {
  const std::string text = document();
  for (const KeyInfo& known : config_keys()) {
    INFO(known.name);
    CHECK(text.find("\n**" + std::string(known.name) + ".** ") != std::string::npos);
  }
}

TEST_CASE("the documented example of a file is valid", "[config]") {
  const YamlMapping entries = read_yaml_mapping(code_block("yaml"));
  REQUIRE(entries.has_value());
  CHECK_FALSE(entries->empty());
  Config config;
  for (const YamlEntry& entry : *entries) {
    INFO(entry.key);
    const auto key = key_named(entry.key);
    REQUIRE(key.has_value());
    CHECK_FALSE(set_value(config, *key, entry.value, {Source::UserFile, "/home/ada", ""}));
  }
}
