#include "lib/terminal/text_columns.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap::terminal;

TEST_CASE("wide characters count twice and marks not at all", "[columns]") {
  CHECK(columns_of("") == 0);
  CHECK(columns_of("loss") == 4);
  CHECK(columns_of("größe") == 5);
  CHECK(columns_of("学习率") == 6);
  CHECK(columns_of("e\u0301") == 1);
  CHECK(columns_of("\xff") == 1);
}

TEST_CASE("text is cut between characters, and says so", "[columns]") {
  CHECK(cut_to_columns("loss", 4) == "loss");
  CHECK(cut_to_columns("loss", 3) == "lo…");
  CHECK(cut_to_columns("losses", 5, "..") == "los..");
  CHECK(cut_to_columns("学习率", 6) == "学习率");
  CHECK(cut_to_columns("学习率", 5) == "学习…");
  CHECK(cut_to_columns("学习率", 4) == "学…");
  CHECK(cut_to_columns("loss", 1) == "…");
  CHECK(cut_to_columns("loss", 0).empty());
}
