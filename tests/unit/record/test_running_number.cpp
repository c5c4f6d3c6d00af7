#include "lib/record/running_number.hpp"

#include <limits>
#include <random>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/seed.hpp"

using namespace logwrap;

namespace {

template <class Integer>
std::string written(RunningNumber<Integer>& number, Integer value) {
  std::array<char, RunningNumber<Integer>::kMost> text{};
  return {text.data(), number.write(value, text.data())};
}

}  // namespace

TEST_CASE("a number that grows by one becomes longer when its digits are used up", "[record]") {
  RunningNumber<std::uint64_t> number;
  for (std::uint64_t value = 0; value < 12'000; ++value) REQUIRE(written(number, value) == std::to_string(value));
}

TEST_CASE("a number has its own digits whatever was written before it", "[record][property]") {
  const unsigned first = seed();
  CAPTURE(first);  // LOGWRAP_SEED=<this> repeats it
  std::mt19937_64 random(first);
  RunningNumber<std::int64_t> times;
  RunningNumber<std::uint64_t> numbers;
  std::int64_t time = 0;
  std::uint64_t count = 0;
  for (int i = 0; i < 50'000; ++i) {
    const bool jumps = random() % 8 == 0;
    time = jumps || time == std::numeric_limits<std::int64_t>::max()
               ? static_cast<std::int64_t>(random()) >> random() % 64
               : time + 1;
    count = jumps ? random() >> random() % 64 : count + 1;
    if (random() % 64 == 0) {
      time = std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(random() % 3);
      count = std::numeric_limits<std::uint64_t>::max() - random() % 3;
    }
    REQUIRE(written(times, time) == std::to_string(time));
    REQUIRE(written(numbers, count) == std::to_string(count));
  }
}

TEST_CASE("the first number may be the least or the greatest there is", "[record]") {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    RunningNumber<std::int64_t> number;
    CHECK(written(number, value) == std::to_string(value));
  }
}

TEST_CASE("a number is taken only where it follows the last one", "[record]") {
  RunningNumber<std::uint64_t> number;
  const auto takes = [&number](std::string_view text, std::string_view rest) {
    const auto value = number.take_next(text);
    CHECK(text == rest);
    return value;
  };
  number.remember(7, "7");
  CHECK(takes("8\"x", "\"x") == 8);
  CHECK_FALSE(takes("10,", "10,"));
  CHECK(takes("9,", ",") == 9);
  CHECK_FALSE(takes("10,", "10,"));  // longer: read as any other
  number.remember(10, "10");
  CHECK_FALSE(takes("111,", "111,"));
  CHECK_FALSE(takes("11", "11"));  // it may go on
  CHECK_FALSE(takes("", ""));
  CHECK(takes("11x", "x") == 11);
}

TEST_CASE("nothing follows the greatest number, and a negative one is read as any other", "[record]") {
  const auto follows = [](auto value, std::string_view text) {
    RunningNumber<decltype(value)> number;
    number.remember(value, std::to_string(value));
    return number.take_next(text).has_value();
  };
  CHECK(follows(std::uint64_t{4}, "5,"));
  CHECK_FALSE(follows(std::numeric_limits<std::uint64_t>::max(), "18446744073709551616,"));
  CHECK_FALSE(follows(std::numeric_limits<std::int64_t>::max(), "9223372036854775808,"));
  for (const std::string_view text : {"-4,", "-6,", "0,"}) CHECK_FALSE(follows(std::int64_t{-5}, text));
}
