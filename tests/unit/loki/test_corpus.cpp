// The fuzzer's corpus, replayed.

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/push_property.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("every file of the fuzzer's corpus is read or refused properly", "[loki]") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(LOGWRAP_SOURCE_DIR "/tests/fuzz/push_corpus")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    INFO(entry.path());
    CHECK(logwrap::push_violation(bytes.str()).value_or("none") == "none");
    ++files;
  }
  CHECK(files >= 10);
}
