// Random pushes of a fixed seed: the same on every machine, because only raw draws are used.
#pragma once

#include <random>
#include <string>

#include "lib/base/utf8.hpp"
#include "lib/loki/push.hpp"

namespace logwrap::test {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  std::string text(std::size_t longest) {
    std::string out;
    for (std::uint64_t left = below(longest + 1); left > 0; --left) append_utf8(out, code_point());
    return out;
  }

  Entry entry() {
    Entry out;
    out.ts = static_cast<UnixNanos>(bits());
    out.line = text(one_in(30) ? 20'000 : 80);
    for (std::uint64_t i = below(4); i > 0; --i) out.metadata.emplace_back(text(8), text(20));
    return out;
  }

 private:
  char32_t code_point() {
    if (one_in(8)) return static_cast<char32_t>(below(0x20));
    if (one_in(8)) return static_cast<char32_t>(0xE000 + below(0x110000 - 0xE000));
    if (one_in(8)) return static_cast<char32_t>(0x80 + below(0xD800 - 0x80));
    return static_cast<char32_t>(0x20 + below(0x60));
  }

  std::mt19937_64 engine_;
};

}  // namespace logwrap::test
