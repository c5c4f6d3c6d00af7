// libFuzzer's target for the sanitizer before the terminal model:
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_sanitizer
//   build/fuzz/bin/fuzz_sanitizer -max_len=4096 -timeout=5 CORPUS tests/recordings tests/fuzz/terminal_corpus
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/sanitizer_property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto violation = logwrap::sanitizer_violation({reinterpret_cast<const char*>(bytes), size});
  if (violation) {
    std::fprintf(stderr, "%s\n", violation->c_str());
    std::abort();
  }
  return 0;
}
