#include <cstdlib>

#include "lib/doctor/server.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

using Failure = HttpResponse::Failure;
using Reached = HttpResponse::Reached;

LokiConfig loki_at(const std::string& url) {
  LokiConfig loki;
  loki.url = url;
  return loki;
}

Probed no_answer(Failure failure, const std::string& words, Reached reached = Reached::Nothing) {
  HttpResponse response;
  response.failure = failure;
  response.body = words;
  response.reached = reached;
  return {response, "", 0, 0};
}

Probed answer() {
  HttpResponse response;
  response.status = 204;
  response.reached = Reached::Secured;
  response.address = "10.0.0.7:3100";
  return {response, "", 0, 0};
}

std::vector<Health> healths(const std::vector<Finding>& findings) {
  std::vector<Health> found;
  for (const Finding& finding : findings) found.push_back(finding.health);
  return found;
}

using Healths = std::vector<Health>;

}  // namespace

TEST_CASE("the part that failed is the one that is named", "[doctor]") {
  const LokiConfig loki = loki_at("https://loki.example.com");
  CHECK(healths(look_at_way(loki, no_answer(Failure::Resolve, "Could not resolve host"))) ==
        Healths{Health::Failed, Health::Skipped, Health::Skipped});
  CHECK(healths(look_at_way(loki, no_answer(Failure::Connect, "refused"))) ==
        Healths{Health::Ok, Health::Failed, Health::Skipped});
  CHECK(healths(look_at_way(loki, no_answer(Failure::Tls, "self-signed"))) ==
        Healths{Health::Ok, Health::Ok, Health::Failed});
  CHECK(healths(look_at_way(loki, answer())) == Healths{Health::Ok, Health::Ok, Health::Ok});
}

TEST_CASE("a timeout is laid to the part that it stood in", "[doctor]") {
  const LokiConfig loki = loki_at("https://loki.example.com");
  const auto timeout = [](Reached reached) { return no_answer(Failure::Timeout, "timed out", reached); };
  CHECK(look_at_way(loki, timeout(Reached::Nothing))[0].health == Health::Failed);
  CHECK(look_at_way(loki, timeout(Reached::Resolved))[1].health == Health::Failed);
  CHECK(look_at_way(loki, timeout(Reached::Connected))[2].health == Health::Failed);
  CHECK(all_work(look_at_way(loki, timeout(Reached::Secured))));
}

TEST_CASE("a server that refuses the client's certificate is a fault of TLS", "[doctor]") {
  const Probed probed = no_answer(Failure::Other, "SSL_read: tlsv13 alert certificate required", Reached::Secured);
  const Finding tls = look_at_way(loki_at("https://loki.example.com"), probed)[2];
  CHECK(tls.health == Health::Failed);
  CHECK_THAT(tls.advice, contains_text("loki_cert_file"));
}

TEST_CASE("a key of the client's that cannot be used is no fault of the server's certificate", "[doctor]") {
  const Probed probed = no_answer(Failure::Secret, "unable to set private key file", Reached::Connected);
  const Finding tls = look_at_way(loki_at("https://loki.example.com"), probed)[2];
  CHECK(tls.health == Health::Failed);
  CHECK_THAT(tls.advice, contains_text("loki_key_file"));
}

TEST_CASE("a secret that travels in the open is a warning, but within this machine", "[doctor]") {
  LokiConfig loki = loki_at("http://loki.example.com:3100");
  CHECK(look_at_way(loki, answer())[2].health == Health::Skipped);
  loki.user = "me";
  CHECK(look_at_way(loki, answer())[2].health == Health::Warning);
  for (const char* url : {"http://localhost:3100", "http://127.0.0.1:3100/loki", "http://[::1]:3100"}) {
    loki.url = url;
    CHECK(look_at_way(loki, answer())[2].health == Health::Skipped);
  }
  loki.url = "http://127.evil.example.com";
  CHECK(look_at_way(loki, answer())[2].health == Health::Warning);
}

TEST_CASE("no name is looked up where there is none, or where a proxy does it", "[doctor]") {
  CHECK(look_at_way(loki_at("http://10.0.0.7:3100"), answer())[0].health == Health::Skipped);
  CHECK(look_at_way(loki_at("http://[fe80::1]:3100"), answer())[0].health == Health::Skipped);
  LokiConfig loki = loki_at("http://loki.example.com");
  loki.proxy = "http://proxy:3128";
  CHECK_THAT(look_at_way(loki, answer())[0].what, contains_text("http://proxy:3128"));
}

TEST_CASE("with a proxy of the environment's nobody says that it was the server's name that is found", "[doctor]") {
  Probed probed = answer();
  const LokiConfig loki = loki_at("http://loki.example.com");
  CHECK(look_at_way(loki, probed)[0].what == "loki.example.com is found");
  probed.proxy_variable = "http_proxy";
  CHECK(look_at_way(loki, probed)[0].what == "loki.example.com, or the proxy of http_proxy, is found");
}

TEST_CASE("the proxy's variable is the one that libcurl takes", "[doctor]") {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  const auto with = [](const char* name, const char* value, LokiConfig loki) {
    ::setenv(name, value, 1);
    std::string variable = proxy_variable(loki);
    ::unsetenv(name);
    return variable;
  };
  LokiConfig plain = loki_at("http://loki.example.com");
  const LokiConfig secured = loki_at("https://loki.example.com");
  CHECK(proxy_variable(plain).empty());
  CHECK(with("http_proxy", "p:1", plain) == "http_proxy");
  CHECK(with("http_proxy", "", plain).empty());
  CHECK(with("HTTP_PROXY", "p:1", plain).empty());
  CHECK(with("http_proxy", "p:1", secured).empty());
  CHECK(with("HTTPS_PROXY", "p:1", secured) == "HTTPS_PROXY");
  CHECK(with("all_proxy", "p:1", secured) == "all_proxy");
  plain.proxy = "none";
  CHECK(with("http_proxy", "p:1", plain).empty());
}
