// Random terminal output for property tests: mostly things that mean something, in orders nobody would choose.
#pragma once

#include <array>
#include <random>
#include <string>

namespace logwrap::terminal_test {

class RandomBytes {
 public:
  explicit RandomBytes(unsigned seed) : random_(seed) {}

  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }

  /// Anything: text, controls, sequences known and unknown, and raw bytes.
  std::string soup(int pieces) {
    std::string out;
    for (int i = 0; i < pieces; ++i) out += piece();
    return out;
  }
  /// Lines of a kind that the fast path may take, with some that it must not in between.
  std::string lines(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) {
      const int parts = below(6);
      for (int part = 0; part < parts; ++part) out += below(40) == 0 ? piece() : plain_part();
      out += below(3) == 0 ? "\n" : "\r\n";
    }
    return out;
  }

 private:
  std::string plain_part() {
    static const std::array<std::string, 12> parts{
        "text ",      "x",      "\t",         "\xC3\xA9",         "\xE4\xB8\xAD", "e\xCC\x81",
        "\x1b[1;31m", "\x1b[m", "0123456789", "\xF0\x9F\x9A\x80", "\xE2\x94\x81", "\xE2\x80\x8D"};
    std::string out;
    for (int i = below(12); i >= 0; --i) out += parts[static_cast<std::size_t>(below(static_cast<int>(parts.size())))];
    return out;
  }
  std::string number() { return below(4) == 0 ? "" : std::to_string(below(8) == 0 ? below(100000) : below(12)); }
  std::string control_sequence() {
    std::string out = "\x1b[";
    if (below(4) == 0) out += "<=>?"[below(4)];
    for (int i = below(4); i > 0; --i) out += number() + (below(12) == 0 ? ":" : ";");
    out += number();
    if (below(20) == 0) out += static_cast<char>(' ' + below(16));
    return out + (below(3) == 0 ? static_cast<char>('@' + below(63)) : "ABCDHJKLMPSTX@bhlrsu"[below(20)]);
  }
  std::string piece() {
    static const std::array<std::string, 18> known{"\x1b[?25l",
                                                   "\x1b[?25h",
                                                   "\x1b[?1049h",
                                                   "\x1b[?1049l",
                                                   "\x1b[?47h",
                                                   "\x1b[?47l",
                                                   "\x1b\x37",
                                                   "\x1b\x38",
                                                   "\x1b"
                                                   "c",
                                                   "\x1bM",
                                                   "\x1b"
                                                   "D",
                                                   "\x1b"
                                                   "E",
                                                   "\x1bH",
                                                   "\x1b(0",
                                                   "\x1b(B",
                                                   "\x1b[!p",
                                                   "\x1b[2J",
                                                   "\x1b]0;t\x07"};
    switch (below(12)) {
      case 0:
        return std::string(1, static_cast<char>(below(256)));
      case 1:
        return std::string(1, "\r\n\t\b\v\f\x0e\x0f"[below(8)]);
      case 2:
      case 3:
      case 4:
        return control_sequence();
      case 5:
        return known[static_cast<std::size_t>(below(static_cast<int>(known.size())))];
      case 6:
        return below(4) == 0 ? "\x1bP" : "\n";
      case 7:
        return std::string("\x1b") + static_cast<char>(below(128));
      default:
        return plain_part();
    }
  }

  std::mt19937 random_;
};

}  // namespace logwrap::terminal_test
