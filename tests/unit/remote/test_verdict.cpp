#include "lib/remote/verdict.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("Loki's refusals of a query are told apart", "[verdict]") {
  CHECK(verdict_on(200, "{}") == Verdict::Given);
  CHECK(verdict_on(500,
                   "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (4900000 vs. "
                   "4194304)") == Verdict::TooBig);
  CHECK(verdict_on(400, "max entries limit per query exceeded, limit > max_entries_limit_per_query (5000 > 1000)") ==
        Verdict::TooManyEntries);
  CHECK(verdict_on(400, "the query time range exceeds the limit (query length: 744h0m0s, limit: 721h0m0s)") ==
        Verdict::RangeTooLong);
  CHECK(verdict_on(504, "") == Verdict::RangeTooLong);
  CHECK(verdict_on(429, "too many outstanding requests") == Verdict::Again);
  CHECK(verdict_on(500, "empty ring") == Verdict::Again);
  CHECK(verdict_on(0, "connection refused") == Verdict::Again);
  CHECK(verdict_on(400, "parse error at line 1, col 3") == Verdict::Failed);
  CHECK(verdict_on(401, "no org id") == Verdict::Failed);
}

TEST_CASE("a failure says what to set, and nothing of the server's plays tricks", "[verdict]") {
  CHECK_THAT(describe_failure(401, "no org id\n"), contains_text("loki_read_tenant"));
  CHECK_THAT(describe_failure(403, "<html>"), contains_text("loki_read_token_file"));
  CHECK_THAT(describe_failure(404, ""), contains_text("loki_read_url"));
  const std::string shown = describe_failure(500, "\x1b[31m" + std::string(5000, 'x'));
  CHECK(shown.find('\x1b') == std::string::npos);
  CHECK(shown.size() < 400);
}

TEST_CASE("what was too big says how much fits", "[verdict]") {
  const std::string body =
      "rpc error: code = ResourceExhausted desc = trying to send message larger than max (8388608 vs. 4194304)";
  CHECK(entries_that_fit(body, 1000) == 16);
  CHECK(entries_that_fit(body, 10) == 1);
  CHECK(entries_that_fit(body, 1) == 1);
  for (const std::string none :
       {"", "message larger than max (", "message larger than max (x vs. y)", "larger than max (5 vs. 9)"})
    CHECK(entries_that_fit(none, 1000) == 0);
}
