#include "lib/http/http_client.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// The environment's proxy while a test runs.
class ProxyVariable {
 public:
  explicit ProxyVariable(const std::string& address) {
    ::setenv("http_proxy", address.c_str(), 1);
    for (const char* name : {"no_proxy", "NO_PROXY"}) ::unsetenv(name);
  }
  ~ProxyVariable() { ::unsetenv("http_proxy"); }
  ProxyVariable(const ProxyVariable&) = delete;
  ProxyVariable& operator=(const ProxyVariable&) = delete;
};

std::string words_with_proxy(const std::string& address) {
  const ProxyVariable proxy(address);
  LokiConfig server;
  server.url = "http://loki.invalid:3100";
  const HttpResponse response = HttpClient(server).perform({"/ready", "", ""});
  CHECK(response.status == 0);
  return response.body;
}

}  // namespace

TEST_CASE("a proxy's password stands in no message, however the address is misspelt", "[http]") {
  for (const std::string address :
       {"http://ada:hunter2/secret@127.0.0.1:1", "http://ada:hunter2@x@127.0.0.1:1", "http://ada:hunter2 x@127.0.0.1:1",
        "http://ada:hunter2#x@127.0.0.1:1", "http://ada:hunter2?x@127.0.0.1:1", "http://ada:hunter2",
        "ada:hunter2/x@127.0.0.1:1", "htp://ada:hunter2@127.0.0.1:1", "socks5://ada:hunter2/x@127.0.0.1:1",
        "http://hunter2/x@127.0.0.1:1"}) {
    const std::string words = words_with_proxy(address);
    INFO(address << ": " << words);
    CHECK(words.find("hunter2") == std::string::npos);
    CHECK_THAT(words, contains_text("https_proxy"));
  }
}

TEST_CASE("of a connection that fails libcurl's own words are given", "[http]") {
  CHECK_THAT(words_with_proxy("http://ada:hunter2@127.0.0.1:1"), contains_text("127.0.0.1 port 1"));
}
