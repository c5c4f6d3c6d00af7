// libFuzzer's target for interpreted lines:
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_interpret
//   build/fuzz/bin/fuzz_interpret -max_len=65536 -timeout=5 CORPUS tests/fuzz/interpret_corpus
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/interpret_property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto violation = logwrap::interpret_violation({reinterpret_cast<const char*>(bytes), size});
  if (violation) {
    std::fprintf(stderr, "%s\n", violation->c_str());
    std::abort();
  }
  return 0;
}
