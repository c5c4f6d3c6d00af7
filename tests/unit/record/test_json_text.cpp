#include "lib/record/json_text.hpp"

#include <limits>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {
std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}
}  // namespace

TEST_CASE("text without special characters is quoted as it is", "[json]") {
  CHECK(json("") == R"("")");
  CHECK(json("loss=0.25") == R"("loss=0.25")");
  CHECK(json("Épochs ━━ 100% \x7f \u2028") == "\"Épochs ━━ 100% \x7f \u2028\"");
}

TEST_CASE("what JSON demands is escaped and nothing else", "[json]") {
  CHECK(json(R"(a "b" \c /d)") == R"("a \"b\" \\c /d")");
  CHECK(json("\t\n\r") == R"("\t\n\r")");
  using namespace std::string_view_literals;
  CHECK(json("\0\x01\x1b\x1f"sv) == R"("\u0000\u0001\u001b\u001f")");
}

TEST_CASE("a special character is found at every place of a word of eight bytes", "[json]") {
  for (const char special : {'"', '\\', '\x1f', '\0'}) {
    for (std::size_t at = 0; at < 24; ++at) {
      std::string text(24, 'x');
      text[at] = special;
      const std::string out = json(text);
      CAPTURE(at);
      CHECK(out.substr(0, at + 2) == "\"" + std::string(at, 'x') + "\\");
      CHECK(out.substr(out.size() - (24 - at)) == std::string(23 - at, 'x') + "\"");
    }
  }
}

TEST_CASE("numbers are written to their last digit", "[json]") {
  std::string out;
  append_json_number(out, std::numeric_limits<std::int64_t>::min());
  out += ' ';
  append_json_number(out, std::numeric_limits<std::uint64_t>::max());
  CHECK(out == "-9223372036854775808 18446744073709551615");
}
