#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "lib/config/keys.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::chrono_literals;

namespace {

Config config_with(Key key, const std::string& text, const ValueContext& context = {}) {
  Config config;
  const auto found = set_value(config, key, text, context);
  INFO(text << ": " << found.value_or(""));
  CHECK_FALSE(found);
  return config;
}

std::string problem(Key key, const std::string& text, const ValueContext& context = {}) {
  Config config;
  const auto found = set_value(config, key, text, context);
  CHECK(found.has_value());
  CHECK(config == Config{});
  return found.value_or("");
}

}  // namespace

TEST_CASE("Loki's address is kept without final slash and without the push path", "[config]") {
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"http://loki:3100", "http://loki:3100"},
           {"http://loki:3100/", "http://loki:3100"},
           {"https://logs.example.com/loki/api/v1/push", "https://logs.example.com"},
           {"https://logs.example.com/team//", "https://logs.example.com/team"},
           {"https://logs.example.com/team/loki/api/v1/push", "https://logs.example.com/team"},
           {"http://[::1]:3100", "http://[::1]:3100"},
           {"none", ""}}) {
    CHECK(config_with(Key::LokiUrl, text).loki.url == expected);
  }
}

TEST_CASE("what is no address of a Loki is refused", "[config]") {
  for (const std::string text : {"", "loki", "loki:3100", "ftp://loki", "http://", "https:///x", "http://loki:",
                                 "http://loki:x", "http://loki:123456", "http://loki:65536", "http://loki:0",
                                 "http://loki:+1", "http://lo ki", "http://[::1", "http://[]", "http://löki"}) {
    INFO(text);
    CHECK_THAT(problem(Key::LokiUrl, text), contains_text("is not an http:// or https:// address, or none"));
  }
}

TEST_CASE("a password in an address is refused and not repeated", "[config]") {
  for (const Key key : {Key::LokiUrl, Key::LokiProxy}) {
    for (const std::string text : {"https://me:hunter2@loki", "htps://me:hunter2@loki", "me:hunter2@loki"}) {
      const std::string message = problem(key, text);
      CHECK_THAT(message, contains_text("holds a user or password"));
      CHECK(message.find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("a query in an address, or a password behind a user, is refused and not repeated", "[config]") {
  for (const Key key : {Key::LokiUrl, Key::LokiProxy, Key::LokiReadUrl}) {
    for (const std::string text : {"http://loki/x?token=hunter2", "loki?token=hunter2", "http://loki#hunter2"}) {
      const std::string message = problem(key, text);
      CHECK_THAT(message, contains_text("has a query or fragment"));
      CHECK(message.find("hunter2") == std::string::npos);
    }
  }
  const std::string message = problem(Key::LokiUser, "me:hunter2");
  CHECK_THAT(message, contains_text("loki_password_file"));
  CHECK(message.find("hunter2") == std::string::npos);
}

TEST_CASE("a secret in the place of its file's name is not repeated", "[config]") {
  for (const Key key : {Key::LokiPasswordFile, Key::LokiTokenFile}) {
    for (const std::string text : {"hunter2", "hunter2\n", "~hunter2"}) {
      CHECK(problem(key, text, {Source::UserFile, "/home/ada", ""}).find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("files of the Loki settings are paths or none", "[config]") {
  const ValueContext file{Source::UserFile, "/home/ada", "/somewhere"};
  CHECK(config_with(Key::LokiTokenFile, "~/token", file).loki.token_file == "/home/ada/token");
  CHECK(config_with(Key::LokiCaFile, "/etc/ca.pem", file).loki.ca_file == "/etc/ca.pem");
  CHECK(config_with(Key::LokiKeyFile, "none", file).loki.key_file.empty());
  CHECK(config_with(Key::LokiCertFile, "c.pem", {Source::Flag, {}, "/somewhere"}).loki.cert_file == "/somewhere/c.pem");
  CHECK_THAT(problem(Key::LokiPasswordFile, "", file), contains_text("empty"));
}

TEST_CASE("a tenant and a user are single words", "[config]") {
  CHECK(config_with(Key::LokiTenant, "team-a").loki.tenant == "team-a");
  CHECK(config_with(Key::LokiUser, "ada lovelace").loki.user == "ada lovelace");
  CHECK(config_with(Key::LokiTenant, "none").loki.tenant.empty());
  for (const std::string text : {"", "a b", "a\nb", "té"}) CHECK_FALSE(problem(Key::LokiTenant, text).empty());
  for (const std::string text : {"", "a:b", "a\nb"}) CHECK_FALSE(problem(Key::LokiUser, text).empty());
}

TEST_CASE("a proxy is an address, or taken from the environment, or none", "[config]") {
  CHECK(config_with(Key::LokiProxy, "socks5h://p:1080").loki.proxy == "socks5h://p:1080");
  CHECK(config_with(Key::LokiProxy, "http://p:1080/").loki.proxy == "http://p:1080/");
  CHECK(config_with(Key::LokiProxy, "none").loki.proxy == "none");
  for (const std::string text : {"", "p:3128", "http://p/x", "socks4://p"})
    CHECK_FALSE(problem(Key::LokiProxy, text).empty());
}

TEST_CASE("labels are kept as they are written, once they can be read", "[config]") {
  CHECK(config_with(Key::LokiLabels, "team=größe 2, job_id, -user").loki.labels == "team=größe 2, job_id, -user");
  CHECK(config_with(Key::LokiLabels, "none").loki.labels.empty());
  for (const std::string text : {"", "a b=c", "a=", "kind=x"}) CHECK_FALSE(problem(Key::LokiLabels, text).empty());
}

TEST_CASE("more than 15 labels are a configuration error", "[config]") {
  std::string labels = "l0=x";
  for (int i = 1; i < 8; ++i) labels += ",l" + std::to_string(i) + "=x";
  CHECK(config_with(Key::LokiLabels, labels).loki.labels == labels);
  CHECK_THAT(problem(Key::LokiLabels, labels + ",l8"), contains_text("16 labels, and Loki takes 15"));
  CHECK(config_with(Key::LokiLabels, labels + ",l8,-rank").loki.labels == labels + ",l8,-rank");
}

TEST_CASE("drain is a time up to ten minutes", "[config]") {
  CHECK(config_with(Key::Drain, "0").drain == 0ms);
  CHECK(config_with(Key::Drain, "10m").drain == 10min);
  CHECK_THAT(problem(Key::Drain, "11m"), contains_text("is not a time from 0 to 10 min"));
}
