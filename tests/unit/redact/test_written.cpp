#include "lib/redact/written.hpp"

#include <algorithm>

#include "lib/redact/redactor.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap::redact;

TEST_CASE("what needs no quotes has few ways to be written", "[redact]") {
  CHECK(ways_to_write("aB3dE5gH7jK9") ==
        std::vector<std::string>{"YUIzZEU1Z0g3aks5", "YUIzZEU1Z0g3aks5Cg==", "aB3dE5gH7jK9"});
}

TEST_CASE("a value is masked in whichever way programs write it", "[redact]") {
  const std::string value = "p/a's\"s$w`o\\r+d \xC3\xA9\xF0\x9F\x94\x91";
  const Redactor redactor({{value}, ""});
  // By Python's json, repr, shlex and urllib, by bash, PHP and JavaScript.
  for (const char* written : {
           R"(p/a's\"s$w`o\\r+d é🔑)",
           R"(p\/a's\"s$w`o\\r+d é🔑)",
           R"(p/a's\"s$w`o\\r+d \u00e9\ud83d\udd11)",
           R"(p/a\'s"s$w`o\\r+d é🔑)",
           R"(p/a's\"s\$w\`o\\r+d é🔑)",
           R"(p/a'\''s"s$w`o\r+d é🔑)",
           R"(p/a'"'"'s"s$w`o\r+d é🔑)",
           "p/a%27s%22s%24w%60o%5Cr%2Bd%20%C3%A9%F0%9F%94%91",
           "p%2Fa%27s%22s%24w%60o%5Cr%2Bd%20%C3%A9%F0%9F%94%91",
           "p%2fa%27s%22s%24w%60o%5cr%2bd%20%c3%a9%f0%9f%94%91",
           "p%2Fa's%22s%24w%60o%5Cr%2Bd%20%C3%A9%F0%9F%94%91",
           "p%2Fa%27s%22s%24w%60o%5Cr%2Bd+%C3%A9%F0%9F%94%91",
           "cC9hJ3MicyR3YG9ccitkIMOp8J+UkQ==",
           "cC9hJ3MicyR3YG9ccitkIMOp8J+UkQo=",
       }) {
    CAPTURE(written);
    CHECK(redactor.masked("a " + std::string(written) + " b") == "a *** b");
  }
}
