#include "lib/query/metrics_table.hpp"

#include <algorithm>
#include <sstream>

#include "lib/terminal/text_columns.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/query/metrics_fixture.hpp"

using namespace logwrap;
using namespace logwrap::test;

namespace {

std::vector<TableEntry> entries(const std::vector<std::string>& lines, std::size_t run = 0) {
  std::vector<TableEntry> kept;
  feed(
      lines,
      [&kept](const MetricsEntry& entry) {
        kept.push_back({entry.record.ts, entry.run, entry.record.line});
      },
      run);
  return kept;
}

struct Table {
  std::vector<std::string> lines;
  std::vector<std::string> left_out;
};

/// Each line without its time.
Table table(std::vector<TableEntry> of, const MetricsTableOptions& options) {
  MetricsTable made(std::move(of), options);
  Table shown;
  made.write([&](std::string_view line) {
    REQUIRE(line.ends_with("\n"));
    line.remove_suffix(1);
    CHECK((options.width == 0 || terminal::columns_of(line) <= options.width));
    constexpr std::size_t time = 21;
    shown.lines.emplace_back(line.substr(std::min(time, line.size())));
  });
  shown.left_out = made.left_out();
  return shown;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a table has the newest entry first, X in front, numbers at the right", "[table]") {
  MetricsTableOptions options;
  options.x = "epoch";
  const Table shown = table(entries({R"({"loss":2.5,"epoch":1,"note":"a"})", R"({"loss":10,"epoch":2})"}), options);
  CHECK(shown.lines == Lines{"epoch  loss  note", "    2    10", "    1   2.5  a"});
  CHECK(shown.left_out.empty());
}

TEST_CASE("a table of some keys has these in their order", "[table]") {
  MetricsTableOptions options;
  options.x = "e";
  options.keys = {"b", "a"};
  CHECK(table(entries({R"({"a":1,"b":2,"c":3,"e":4})"}), options).lines == Lines{"e  b  a", "4  2  1"});
}

TEST_CASE("a table of several runs names them, by time", "[table]") {
  MetricsTableOptions options;
  options.run_ids = {"one", "two"};
  std::vector<TableEntry> both = entries({R"({"a":1})", R"({"a":2})"}, 0);
  for (TableEntry& entry : entries({R"({"a":3})"}, 1)) both.push_back(entry);
  CHECK(table(both, options).lines == Lines{"RUN  a", "one  2", "one  1", "two  3"});
}

TEST_CASE("columns that do not fit are left out and named, but never the first", "[table]") {
  MetricsTableOptions options;
  options.x = "epoch";
  options.width = 40;
  const Table shown = table(entries({R"({"epoch":1,"a":"12345678","much_too_wide":1,"b":2})"}), options);
  CHECK(shown.lines == Lines{"epoch  a         b", "    1  12345678  2"});
  CHECK(shown.left_out == Lines{"much_too_wide"});
}

TEST_CASE("a long value is cut where it has to fit, and only there", "[table]") {
  const std::string text(60, 'x');
  MetricsTableOptions options;
  options.width = 100;
  CHECK(table(entries({"{\"a\":\"" + text + "\"}"}), options).lines[1] == text.substr(0, 39) + "…");
  options.cut_mark = "...";
  CHECK(table(entries({"{\"a\":\"" + text + "\"}"}), options).lines[1] == text.substr(0, 37) + "...");
  options.width = 0;
  CHECK(table(entries({"{\"a\":\"" + text + "\"}"}), options).lines[1] == text);
}

TEST_CASE("wide characters keep columns apart as they should be", "[table]") {
  CHECK(table(entries({R"({"学习率":"x","b":"y"})", R"({"学习率":"世","b":"z"})"}), {}).lines ==
        Lines{"学习率  b", "世      z", "x       y"});
}

TEST_CASE("values and keys cannot play tricks in a table", "[table]") {
  CHECK(table(entries({R"({"\u001b[2J":"a\tb\n\u202e"})"}), {}).lines == Lines{"\\x1b[2J", "a\\tb\\n\\u{202e}"});
}
