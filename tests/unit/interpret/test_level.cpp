#include "lib/interpret/level.hpp"

#include <fstream>
#include <string>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

std::string level_of(std::string_view line) {
  std::optional<Level> level;
  MetadataParser parser;
  if (may_have_json_level(line)) {
    if (const Metadata* object = parser.parse(line)) level = find_level(*object);
  } else {
    level = find_level(line);
  }
  return level ? std::string(name(*level)) : "none";
}

}  // namespace

TEST_CASE("the lines of real programs have the levels that they were printed with", "[level]") {
  std::ifstream file(LOGWRAP_SOURCE_DIR "/tests/unit/interpret/level_samples.txt");
  int samples = 0;
  for (std::string sample; std::getline(file, sample);) {
    if (sample.empty() || sample.starts_with('#')) continue;
    const std::size_t tab = sample.find('\t');
    REQUIRE(tab != std::string::npos);
    const std::string line = sample.substr(tab + 1);
    INFO(line);
    CHECK(level_of(line) == sample.substr(0, tab));
    ++samples;
  }
  CHECK(samples > 200);
}

TEST_CASE("the level is found whatever is cut off behind the head of a line, and no cut is a fault", "[level]") {
  std::ifstream file(LOGWRAP_SOURCE_DIR "/tests/unit/interpret/level_samples.txt");
  for (std::string line; std::getline(file, line);) {
    for (std::size_t size = 0; size <= line.size(); ++size) (void)level_of(line.substr(0, size));
  }
}

TEST_CASE("every level has a name, and is what its name says", "[level]") {
  for (const Level level :
       {Level::Trace, Level::Debug, Level::Info, Level::Notice, Level::Warning, Level::Error, Level::Critical}) {
    CHECK(level_named(name(level)) == level);
  }
  CHECK(level_named("WARN") == Level::Warning);
  CHECK(level_named("Fatal") == Level::Critical);
  CHECK_FALSE(level_named("errors"));
  CHECK_FALSE(level_named(""));
}
