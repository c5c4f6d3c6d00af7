// libFuzzer's target for the journal's reader and run.json:
//   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_journal
//   TMPDIR=/dev/shm build/fuzz/bin/fuzz_journal -max_len=65536 -timeout=5 CORPUS tests/fuzz/journal_corpus
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/journal_property.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto violation = logwrap::journal_violation(text);
  if (!violation) violation = logwrap::run_info_violation(text);
  if (violation) {
    std::fprintf(stderr, "%s\n", violation->c_str());
    std::abort();
  }
  return 0;
}
