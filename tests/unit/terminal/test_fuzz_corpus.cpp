// The fuzzer's corpus as an ordinary test: the recordings, and inputs that found faults, which stay mended.
#include <cstdint>
#include <filesystem>

#include "tests/fuzz/sanitizer_property.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/terminal/recording.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

using namespace logwrap::terminal_test;

namespace {

// The fuzzer aborts where a property does not hold.
int replay(const std::string& input) {
  return LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

TEST_CASE("the fuzzer's corpus holds no surprise", "[terminal][fuzz]") {
  std::size_t inputs = 0;
  for (const std::string folder : {LOGWRAP_RECORDINGS, LOGWRAP_CORPUS}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      CAPTURE(entry.path().string());
      const std::string bytes = file_text(entry.path());
      REQUIRE(replay(bytes) == 0);
      REQUIRE(replay("\x18\x50\x03\x06" + bytes) == 0);  // 24 rows, 80 columns, as seen, in chunks of 7
      CHECK_FALSE(logwrap::sanitizer_violation(bytes));
      CHECK_FALSE(logwrap::sanitizer_violation("\x06" + bytes));  // in chunks of 7
      ++inputs;
    }
  }
  CHECK(inputs >= 13);
}
