#include <array>
#include <random>
#include <string>

#include "tests/fuzz/interpret_property.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// Random lines that are JSON or nearly so. The same on every machine, because only raw draws are used.
class Draw {
 public:
  explicit Draw(std::uint32_t seed) : engine_(seed) {}

  std::size_t below(std::size_t bound) { return engine_() % bound; }

  std::string object(unsigned depth) {
    std::string out = "{";
    for (std::size_t i = below(5); i > 0; --i) {
      out += blank() + "\"" + word() + "\"" + blank() + ":" + blank() + value(depth) + blank();
      if (i > 1) out += ",";
    }
    return out + "}";
  }

  /// A byte changed, taken out or put in.
  void spoil(std::string& line) {
    constexpr std::string_view bytes = "{}[]:,\"'\\ \t\n0189.-+eENaIuxt\x01\xc3\xa9";
    const std::size_t at = below(line.size());
    const char byte = bytes[below(bytes.size())];
    switch (below(3)) {
      case 0:
        line[at] = byte;
        return;
      case 1:
        line.erase(at, 1);
        return;
      default:
        line.insert(at, 1, byte);
    }
  }

 private:
  std::string blank() { return below(4) == 0 ? " " : ""; }
  std::string word() {
    constexpr std::array<const char*, 7> words = {"epoch", "loss", "a", "", "a.b", "\\u00e9", "caf\xc3\xa9"};
    return words.at(below(words.size()));
  }
  std::string value(unsigned depth) {
    constexpr std::array<const char*, 14> scalars = {"0",
                                                     "-1",
                                                     "1.5",
                                                     "1e-3",
                                                     "NaN",
                                                     "Infinity",
                                                     "-Infinity",
                                                     "18446744073709551615",
                                                     "18446744073709551616",
                                                     "1e400",
                                                     "true",
                                                     "false",
                                                     "null",
                                                     "\"text\""};
    if (depth > 0 && below(4) == 0) return object(depth - 1);
    if (depth > 0 && below(4) == 0) return "[" + value(depth - 1) + "," + value(depth - 1) + "]";
    return scalars.at(below(scalars.size()));
  }

  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("metadata is what a JSON parser takes for an object, spoiled or not", "[metadata][property]") {
  Draw draw(20261122);
  for (int i = 0; i < 20000; ++i) {
    std::string line = draw.object(3);
    for (std::size_t spoilt = draw.below(3); spoilt > 0 && !line.empty(); --spoilt) draw.spoil(line);
    CAPTURE(i, line);
    REQUIRE(interpret_violation(line).value_or("none") == "none");
  }
}
