#include "lib/config/yaml.hpp"

#include <string>
#include <vector>

#include "lib/base/printer.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;
using namespace std::string_literals;

namespace {

std::vector<YamlEntry> entries(const std::string& text) {
  const YamlMapping mapping = read_yaml_mapping(text);
  INFO(text << " => " << (mapping ? "" : mapping.error().message));
  REQUIRE(mapping.has_value());
  return *mapping;
}

YamlProblem problem(const std::string& text) {
  const YamlMapping mapping = read_yaml_mapping(text);
  INFO(text);
  REQUIRE(mapping.has_error());
  CHECK(mapping.error().message == printable(mapping.error().message, Tabs::Escape));
  return mapping.error();
}

/// "LINE:COLUMN: message"
std::string located(const std::string& text) {
  const YamlProblem found = problem(text);
  return std::to_string(found.at.line) + ":" + std::to_string(found.at.column) + ": " + found.message;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("an empty document has no entries", "[yaml]") {
  for (const std::string text : {"", "\n", "# only a comment\n", "---\n", "---\n...\n", "\xEF\xBB\xBF", "{}\n"}) {
    CHECK(entries(text).empty());
  }
}

TEST_CASE("entries come in their order, with the places of key and value", "[yaml]") {
  const auto found = entries("# first\nwindow: 40x120\n\npty:   never # why\n");
  REQUIRE(found.size() == 2);
  CHECK(found[0].key == "window");
  CHECK(found[0].value == "40x120");
  CHECK(found[0].key_at == Position{2, 1});
  CHECK(found[0].value_at == Position{2, 9});
  CHECK(found[1].key == "pty");
  CHECK(found[1].value == "never");
  CHECK(found[1].value_at == Position{4, 8});
}

TEST_CASE("every usual way to write an entry is read", "[yaml]") {
  for (const std::string text :
       {"pty: never", "pty: never\r\n", "pty:\tnever\n", "pty: 'never'\n", "\"pty\": \"never\"\n", "{pty: never}\n",
        "---\npty: never\n...\n", "\xEF\xBB\xBFpty: never\n", "  pty: never\n", "pty:\n  never\n",
        "pty: never\t# tab\n", "pty: \"nev\\x65r\"\n"}) {
    INFO(text);
    const auto found = entries(text);
    REQUIRE(found.size() == 1);
    CHECK(found[0].key == "pty");
    CHECK(found[0].value == "never");
  }
}

TEST_CASE("quotation marks within quoted text do not end it", "[yaml]") {
  CHECK(entries(R"(a: "say \"x\" \\")")[0].value == R"(say "x" \)");
  CHECK(entries("a: 'it''s'\n")[0].value == "it's");
  CHECK(entries("a: it's 6\" wide\n")[0].value == "it's 6\" wide");
}

TEST_CASE("a byte order mark does not move columns", "[yaml]") {
  CHECK(entries("\xEF\xBB\xBFpty: never")[0].value_at == Position{1, 6});
  CHECK(located("\xEF\xBB\xBFpty: \"never\n") == "1:6: this quotation mark is not closed");
}

TEST_CASE("a key given twice is named with both its lines", "[yaml]") {
  CHECK(located("pty: auto\nwindow: 4x40\npty: never\n") ==
        R"(3:1: "pty" is given twice, first in line 1; keep one of them)");
}

TEST_CASE("a value of the wrong shape is named with its key", "[yaml]") {
  CHECK(located("pty: [a, b]\n") == R"(1:6: "pty" is a list; it takes a single value)");
  CHECK(located("pty:\n- a\n- b\n") == R"(2:1: "pty" is a list; it takes a single value)");
  CHECK(located("pty: {a: b}\n") == R"(1:6: "pty" is a mapping; it takes a single value)");
  CHECK(located("pty:\n") == R"(1:1: "pty" has no value; give it one, or remove the line)");
  CHECK(located("a: b\npty: ~\n") == R"(2:1: "pty" has no value; give it one, or remove the line)");
}

TEST_CASE("a document that is not a mapping is refused", "[yaml]") {
  CHECK_THAT(located("hello\n"), contains_text("1:1: this is not a mapping"));
  CHECK_THAT(located("pty:never\n"), contains_text("1:1: this is not a mapping"));
  CHECK_THAT(located("- a\n- b\n"), contains_text("1:1: this is a list, not a mapping"));
  CHECK_THAT(located("? [a]\n: b\n"), contains_text("a list stands where a key should"));
  CHECK_THAT(located("? {a: b}\n: b\n"), contains_text("a mapping stands where a key should"));
  CHECK_THAT(located(": b\n"), contains_text("1:1: a key is missing"));
}

TEST_CASE("a second document is refused", "[yaml]") {
  CHECK(located("pty: auto\n---\npty: never\n") == "2:1: a second document starts here; only one is read");
  CHECK(problem(repeated("---\n", 16000)).at == Position{2, 1});
}

TEST_CASE("broken syntax is told with its place", "[yaml]") {
  CHECK_THAT(located("pty: a: b\n"), contains_text("1:7: not YAML: "));
  CHECK_THAT(located("pty: auto\n window: 4x40\n"), contains_text("2:8: not YAML: "));
  CHECK_THAT(located("{pty: auto\n"), contains_text("bracket is not closed"));
  CHECK_THAT(located("@pty: auto\n"), contains_text("1:1: not YAML: "));
}

TEST_CASE("an escape that the end of the file cuts off is told within the text", "[yaml]") {
  CHECK(problem("a: \"\\x").at == Position{1, 7});
  CHECK(problem("pty: auto\na: \"\\U00").at == Position{2, 9});
}

TEST_CASE("a quotation mark that is not closed does not swallow the lines below", "[yaml]") {
  CHECK(located("state_dir: \"/x\npty: never\n") == "1:12: this quotation mark is not closed");
  CHECK(located("pty: auto\nstate_dir: '/x\n") == "2:12: this quotation mark is not closed");
}

TEST_CASE("what is not text is refused before it is parsed", "[yaml]") {
  CHECK(located("pty: ne\0ver\n"s) == "1:8: a NUL character; this is not a text file");
  CHECK(located("pty: auto\nwindow: \xFF\n") == "2:9: bytes that are not UTF-8; save the file as UTF-8 text");
  CHECK(problem("\xFF\xFEp\0t\0y\0"s).at == Position{1, 1});  // UTF-16, as some editors save
  CHECK(problem("pty: caf\xC3").at == Position{1, 9});
  CHECK(located("a: \x1B[2J\n") == "1:4: a control character; remove it");
}

TEST_CASE("a tab that indents is pointed at", "[yaml]") {
  const std::string why = "a tab indents this line, which YAML does not allow; use spaces";
  CHECK(located("pty: auto\n\twindow: 4x40\n") == "2:1: " + why);
  CHECK(located("  \tpty: auto\n") == "1:3: " + why);
}

TEST_CASE("anchors, aliases, tags and directives are refused", "[yaml]") {
  CHECK_THAT(located("pty: &x auto\n"), contains_text("1:6: anchors and aliases"));
  CHECK_THAT(located("&x pty: auto\n"), contains_text("anchors and aliases"));
  CHECK_THAT(located("pty: *x\n"), contains_text("1:6: "));
  CHECK_THAT(located("pty: !!str auto\n"), contains_text("1:6: type tags"));
  CHECK_THAT(located("!config\npty: auto\n"), contains_text("type tags"));
  CHECK_THAT(located("%YAML 1.2\n---\npty: auto\n"), contains_text("1:1: directives"));
}

TEST_CASE("an alias bomb is refused at its first anchor", "[yaml]") {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c <= 'z'; ++c) {
    const std::string alias = ",*"s + static_cast<char>(c - 1);
    bomb += std::string(1, c) + ": &" + c + " [" + repeated(alias, 9).substr(1) + "]\n";
  }
  CHECK(problem(bomb).at == Position{1, 4});
}

TEST_CASE("deep nesting is refused without deep recursion", "[yaml]") {
  for (const std::string level : {"[", "{a: ", "- ", "? ", "{? ", "[{", "!a [", "a: ["}) {
    INFO(level);
    problem(repeated(level, static_cast<int>(64 * 1024 / level.size())));
  }
}
