// libFuzzer's target for pushes to Loki, and for its answers:
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_push
//   build/fuzz/bin/fuzz_push -max_len=65536 -timeout=5 CORPUS tests/fuzz/push_corpus
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/push_property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto violation = logwrap::push_violation({reinterpret_cast<const char*>(bytes), size});
  if (violation) {
    std::fprintf(stderr, "%s\n", violation->c_str());
    std::abort();
  }
  return 0;
}
