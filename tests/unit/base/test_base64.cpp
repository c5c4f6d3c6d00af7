#include "lib/base/base64.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("base64 as in RFC 4648, section 10", "[base]") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFF\xFE\xFD\xFC") == "//79/A==");
}
