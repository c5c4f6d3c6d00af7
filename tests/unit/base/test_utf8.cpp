#include "lib/base/utf8.hpp"

#include <random>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace std::string_literals;
using logwrap::append_utf8;
using logwrap::decode_utf8;
using logwrap::Utf8Char;
using logwrap::valid_utf8;

namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

std::string random_bytes(std::mt19937& random, std::size_t length) {
  // Mostly the bytes where the rules change, so that near misses are common.
  static const std::string kEdges = "\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC2\xDF\xE0\xE1\xED\xEE\xEF\xF0\xF1\xF4\xF5\xFF";
  std::string text;
  for (std::size_t i = 0; i < length; ++i) {
    text += random() % 4 == 0 ? static_cast<char>(random() % 256) : kEdges[random() % kEdges.size()];
  }
  return text;
}

}  // namespace

TEST_CASE("the first and last character of every length is decoded", "[utf8]") {
  struct Case {
    std::string bytes;
    char32_t code_point;
  };
  const std::vector<Case> cases = {
      {"\0"s, 0},
      {"\x7F", 0x7F},
      {"\xC2\x80", 0x80},
      {"\xDF\xBF", 0x7FF},
      {"\xE0\xA0\x80", 0x800},
      {"\xED\x9F\xBF", 0xD7FF},
      {"\xEE\x80\x80", 0xE000},
      {"\xEF\xBF\xBF", 0xFFFF},
      {"\xF0\x90\x80\x80", 0x10000},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF},
  };
  for (const auto& [bytes, code_point] : cases) {
    const Utf8Char next = decode_utf8(bytes + "rest");
    INFO(static_cast<unsigned>(code_point));
    CHECK(next.valid);
    CHECK_FALSE(next.truncated);
    CHECK(next.code_point == code_point);
    CHECK(next.length == bytes.size());
  }
}

TEST_CASE("an invalid sequence is measured as its maximal subpart", "[utf8]") {
  struct Case {
    const char* what;
    std::string bytes;
    std::size_t length;
  };
  const std::vector<Case> cases = {
      {"a continuation byte alone", "\x80z", 1},
      {"overlong in two bytes", "\xC0\xAF", 1},
      {"overlong in two bytes, the largest", "\xC1\xBF", 1},
      {"overlong in three bytes", "\xE0\x9F\xBF", 1},
      {"overlong in four bytes", "\xF0\x8F\xBF\xBF", 1},
      {"the first surrogate", "\xED\xA0\x80", 1},
      {"the last surrogate", "\xED\xBF\xBF", 1},
      {"above U+10FFFF", "\xF4\x90\x80\x80", 1},
      {"lead of five bytes", "\xF8\x88\x80\x80\x80", 1},
      {"lead of six bytes", "\xFC\x84\x80\x80\x80\x80", 1},
      {"never a byte of UTF-8", "\xFF", 1},
      {"two bytes, broken off by ASCII", "\xC3z", 1},
      {"three bytes, broken off after two", "\xE4\xB8z", 2},
      {"four bytes, broken off after three", "\xF0\x9F\x98z", 3},
      {"three bytes, broken off by a lead", "\xE4\xB8\xE4\xB8\x96", 2},
  };
  for (const auto& [what, bytes, length] : cases) {
    const Utf8Char next = decode_utf8(bytes);
    INFO(what);
    CHECK_FALSE(next.valid);
    CHECK_FALSE(next.truncated);
    CHECK(next.code_point == 0xFFFD);
    CHECK(next.length == length);
  }
}

TEST_CASE("a character cut off by the end of the text is truncated, and whole with its rest", "[utf8]") {
  for (const std::string whole : {"\xC3\xBC", "\xE4\xB8\x96", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"}) {
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
      const Utf8Char next = decode_utf8(std::string_view(whole).substr(0, cut));
      CHECK_FALSE(next.valid);
      CHECK(next.truncated);
      CHECK(next.length == cut);
    }
    CHECK(decode_utf8(whole).valid);
  }
}

TEST_CASE("every scalar value survives encoding and decoding", "[utf8]") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    append_utf8(bytes, c);
    const Utf8Char next = decode_utf8(bytes);
    if (!next.valid || next.code_point != c || next.length != bytes.size()) ++wrong;
  }
  CHECK(wrong == 0);
}

TEST_CASE("each invalid sequence becomes one replacement character", "[utf8]") {
  CHECK(valid_utf8("").empty());
  CHECK(valid_utf8("a\0b"s) == "a\0b"s);
  CHECK(valid_utf8("caf\xE9!") == "caf" + kReplacement + "!");
  CHECK(valid_utf8("\xE4\xB8") == kReplacement);
  CHECK(valid_utf8("\xF0\x9F\x98z") == kReplacement + "z");
  CHECK(valid_utf8("\xED\xA0\x80") == kReplacement + kReplacement + kReplacement);
  // The example of the Unicode standard, section 3.9.
  CHECK(valid_utf8("a\xF1\x80\x80\xE1\x80\xC2"
                   "b\x80"
                   "c\x80\xBF"
                   "d") == "a" + kReplacement + kReplacement + kReplacement + "b" + kReplacement + "c" + kReplacement +
                               kReplacement + "d");
}

TEST_CASE("text that was made valid stays as it is", "[utf8][property]") {
  std::mt19937 random(20251122);
  for (int round = 0; round < 5000; ++round) {
    const std::string once = valid_utf8(random_bytes(random, random() % 24));
    REQUIRE(valid_utf8(once) == once);
  }
}

TEST_CASE("valid text is made valid by leaving it alone", "[utf8][property]") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) {
      const auto c = static_cast<char32_t>(random() % 0x110000);
      if (c < 0xD800 || c > 0xDFFF) append_utf8(text, c);
    }
    REQUIRE(valid_utf8(text) == text);
  }
}

TEST_CASE("decoding always moves forward and never past the end", "[utf8][property]") {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    const std::string text = random_bytes(random, 1 + random() % 6);
    const Utf8Char next = decode_utf8(text);
    REQUIRE(next.length >= 1);
    REQUIRE(next.length <= text.size());
    REQUIRE_FALSE((next.valid && next.truncated));
  }
}
