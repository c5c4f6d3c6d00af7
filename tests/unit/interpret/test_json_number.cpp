#include "lib/interpret/json_number.hpp"

#include <cmath>
#include <string>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

double value(std::string_view text) {
  return static_cast<double>(parse_json_number(text).value().value);
}

}  // namespace

TEST_CASE("integers within 64 bits are exact", "[number]") {
  CHECK(parse_json_number("9007199254740993")->value == 9007199254740993.0L);  // 2^53 + 1: no double
  CHECK(parse_json_number("-9223372036854775808")->value == -9223372036854775808.0L);
  CHECK(parse_json_number("18446744073709551615")->value == 18446744073709551615.0L);
  CHECK(parse_json_number("18446744073709551614")->value < parse_json_number("18446744073709551615")->value);
  for (const char* text : {"0", "-0", "7", "18446744073709551615"}) CHECK(parse_json_number(text)->integer);
}

TEST_CASE("longer integers, fractions and exponents are the nearest double and no integers", "[number]") {
  for (const char* text : {"18446744073709551616", "-9223372036854775809", "1.0", "1e2", "0.5"}) {
    CAPTURE(text);
    CHECK(!parse_json_number(text)->integer);
  }
  CHECK(value("18446744073709551616") == 18446744073709551616.0);
  CHECK(value("7.2355865") == 7.2355865);
  CHECK(value("-1.50E+2") == -150.0);
  CHECK(value("5e-324") == 5e-324);
}

TEST_CASE("numbers beyond a double's range are infinite or zero", "[number]") {
  CHECK(value("1e400") == HUGE_VAL);
  CHECK(value("-1e400") == -HUGE_VAL);
  CHECK(value("1e99999999999999999999") == HUGE_VAL);
  CHECK(value("1e+99999999999999999999") == HUGE_VAL);
  CHECK(value("1" + std::string(5000, '0')) == HUGE_VAL);
  CHECK(value("1e-400") == 0);
  CHECK(value("1e-99999999999999999999") == 0);
  CHECK(value("0." + std::string(5000, '0') + "1") == 0);
  CHECK(value("0." + std::string(5000, '0') + "1e5400") == HUGE_VAL);
  CHECK(value("1" + std::string(5000, '0') + ".5e-5400") == 0);
  CHECK(value("0e999999") == 0);
}

TEST_CASE("Python's NaN and infinities are numbers", "[number]") {
  CHECK(std::isnan(value("NaN")));
  CHECK(value("Infinity") == HUGE_VAL);
  CHECK(value("-Infinity") == -HUGE_VAL);
}

TEST_CASE("what JSON does not call a number is none", "[number]") {
  for (const char* text :
       {"",   "-",  "+1",  "01",    "-01", "1.",       ".5",        "1.e2", "1e",  "1e+",   "0x10", "1 ",
        " 1", "1x", "1,0", "1_000", "nan", "infinity", "+Infinity", "-NaN", "inf", "1e2.5", "--1"}) {
    CAPTURE(text);
    CHECK(!parse_json_number(text));
  }
}
