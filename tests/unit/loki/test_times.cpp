#include "lib/loki/backoff.hpp"
#include "lib/loki/http_date.hpp"
#include "lib/loki/retry_after.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

constexpr UnixNanos kSecond = 1'000'000'000;

TEST_CASE("dates of HTTP are read", "[loki]") {
  CHECK(parse_http_date("Tue, 14 Nov 2023 22:13:20 GMT") == 1'700'000'000 * kSecond);
}

TEST_CASE("what is no date is not read", "[loki]") {
  for (const char* wrong :
       {"", "Tue, 14 Foo 2023 22:13:20 GMT", "Tue, 14 Nov 2023 22:13:20", "Tuesday, 14-Nov-23 22:13:20 GMT"}) {
    CAPTURE(wrong);
    CHECK(!parse_http_date(wrong));
  }
}

TEST_CASE("Retry-After is seconds or a date, bounded", "[loki]") {
  const UnixNanos now = 1'700'000'000 * kSecond;
  CHECK(parse_retry_after("0", now) == 0s);
  CHECK(parse_retry_after("17", now) == 17s);
  CHECK(parse_retry_after("99999999999999999999", now) == kMaxRetryAfter);
  CHECK(parse_retry_after("Tue, 14 Nov 2023 22:13:50 GMT", now) == 30s);
  CHECK(parse_retry_after("Tue, 14 Nov 2023 22:13:10 GMT", now) == 0s);
  CHECK(parse_retry_after("Tue, 14 Nov 2028 22:13:10 GMT", now) == kMaxRetryAfter);
  for (const char* wrong : {"", "-1", "1.5", "soon"}) CHECK(!parse_retry_after(wrong, now));
}

TEST_CASE("a backoff doubles to its bound, jittered over the whole of it, without end", "[loki]") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Backoff backoff(seed);
    std::chrono::nanoseconds bound = Backoff::kFirst;
    for (int attempt = 0; attempt < 100; ++attempt) {
      const auto delay = backoff.next();
      REQUIRE(delay >= 0ns);
      REQUIRE(delay <= bound);
      bound = std::min<std::chrono::nanoseconds>(bound * 2, Backoff::kLongest);
    }
  }
}

TEST_CASE("delays are spread: of a thousand a tenth lies in each tenth of the range", "[loki]") {
  std::array<int, 10> tenths{};
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Backoff backoff(seed);
    for (int i = 0; i < 9; ++i) (void)backoff.next();
    ++tenths.at(static_cast<std::size_t>(backoff.next() * 10 / (Backoff::kLongest + 1s)));
  }
  for (const int count : tenths) CHECK(count > 50);
}

TEST_CASE("a backoff begins anew after a success, and is the same for the same seed", "[loki]") {
  Backoff backoff(3);
  Backoff twin(3);
  for (int i = 0; i < 20; ++i) CHECK(backoff.next() == twin.next());
  CHECK(backoff.failures() == 20);
  backoff.reset();
  CHECK(backoff.failures() == 0);
  CHECK(backoff.next() <= Backoff::kFirst);
}
