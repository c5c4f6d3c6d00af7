#include "lib/base/line_feeds.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace logwrap;

TEST_CASE("line feeds are counted, however many there are", "[base]") {
  CHECK(count_line_feeds("") == 0);
  CHECK(count_line_feeds("a\nb\n\rc") == 2);
  for (const std::size_t count : {254U, 255U, 256U, 1000U}) {
    CHECK(count_line_feeds(std::string(count, '\n')) == count);
    CHECK(count_line_feeds(std::string(count, 'x') + "\n") == 1);
  }
}
