#include "lib/doctor/limits.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

HttpResponse config(const std::string& limits) {
  HttpResponse response;
  response.status = 200;
  response.body = "ingester:\n  max_chunk_age: 2h\nlimits_config:\n" + limits;
  return response;
}

}  // namespace

TEST_CASE("limits that matter are shown, where a server shows them", "[doctor]") {
  const Finding finding = look_at_limits(config("  max_line_size: 256KB\n  per_stream_rate_limit: 3MB\n  other: 1\n"));
  CHECK(finding.health == Health::Ok);
  CHECK(finding.details == std::vector<std::string>{"max_line_size: 256KB", "per_stream_rate_limit: 3MB",
                                                    "max_chunk_age: 2h (half of it is the out-of-order window)"});
}

TEST_CASE("lines shorter than logwrap's longest are a warning", "[doctor]") {
  CHECK(look_at_limits(config("  max_line_size: 255KB\n")).health == Health::Warning);
  CHECK(look_at_limits(config("  max_line_size: 1MB\n")).health == Health::Ok);
  CHECK(look_at_limits(config("  max_line_size: 0B\n")).health == Health::Ok);  // no limit
}

TEST_CASE("a server that shows no limits has none to be seen", "[doctor]") {
  HttpResponse response;
  response.status = 403;
  CHECK(look_at_limits(response).health == Health::Skipped);
  for (const char* body : {"", "<html>", "a: b", "limits_config: 3", "a: [", "\tx"}) {
    response.status = 200;
    response.body = body;
    CAPTURE(body);
    CHECK(look_at_limits(response).health == Health::Skipped);
  }
}

TEST_CASE("Loki's sizes are read as Loki writes them", "[doctor]") {
  CHECK(bytes_of_loki_size("0B") == 0);
  CHECK(bytes_of_loki_size("256KB") == 262144);
  CHECK(bytes_of_loki_size("3MB") == 3U << 20U);
  CHECK(bytes_of_loki_size("20GB") == 20ULL << 30U);
  CHECK_FALSE(bytes_of_loki_size("").has_value());
  CHECK_FALSE(bytes_of_loki_size("1.5MB").has_value());
}
