#include "lib/redact/curl.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap::redact;

TEST_CASE("the words of curl that give a user", "[redact]") {
  for (const char* word : {"-u", "-U", "-sSLu", "-#fU", "--user", "--proxy-user"}) {
    CAPTURE(word);
    CHECK(curl_user(word) == "");
  }
  CHECK(curl_user("-uada:x") == "ada:x");
  CHECK(curl_user("-su'ada:x'") == "'ada:x'");
  CHECK(curl_user("--user=ada:x=y") == "ada:x=y");
  for (const char* word : {"", "-", "--", "u", "-o", "-d", "-du", "--user-agent", "--url", "-Xu", "https://u:p@x"}) {
    CAPTURE(word);
    CHECK_FALSE(curl_user(word));
  }
}

TEST_CASE("a password is what stands behind the first colon", "[redact]") {
  CHECK(password_of("ada:a:b") == "a:b");
  CHECK(password_of("ada:").empty());
  CHECK(password_of("ada").empty());
  CHECK(password_of("").empty());
}

TEST_CASE("curl is known by its name", "[redact]") {
  CHECK(is_curl("curl"));
  CHECK(is_curl("/usr/bin/curl"));
  CHECK_FALSE(is_curl("libcurl"));
  CHECK_FALSE(is_curl("curl.sh"));
}
