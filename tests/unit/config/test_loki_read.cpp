#include "lib/config/config.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

LokiConfig pushing() {
  LokiConfig push;
  push.url = "https://push.example.com";
  push.tenant = "research";
  push.user = "pusher";
  push.password_file = "/etc/push-password";
  push.token_file = "/etc/push-token";
  push.ca_file = "/etc/ca.pem";
  push.cert_file = "/etc/push.pem";
  push.key_file = "/etc/push.key";
  push.proxy = "none";
  return push;
}

}  // namespace

TEST_CASE("what is read goes the way of what is pushed, but with no credentials of it", "[config]") {
  const LokiConfig server = for_reading({}, pushing());
  LokiConfig expected;
  expected.url = "https://push.example.com";
  expected.tenant = "research";
  expected.ca_file = "/etc/ca.pem";
  expected.proxy = "none";
  CHECK(server == expected);
}

TEST_CASE("who reads can have an address, a tenant and credentials of their own", "[config]") {
  const LokiReadConfig read{"https://read.example.com", "all", "ada", "/p", "/t", "/c", "/k"};
  const LokiConfig server = for_reading(read, pushing());
  CHECK(server.url == "https://read.example.com");
  CHECK(server.tenant == "all");
  CHECK(server.user == "ada");
  CHECK(server.password_file == "/p");
  CHECK(server.token_file == "/t");
  CHECK(server.cert_file == "/c");
  CHECK(server.key_file == "/k");
}
