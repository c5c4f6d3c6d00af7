#include "lib/doctor/finding.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

const std::vector<Finding> kFindings = {
    {"configuration", Health::Ok, "2 of 22 settings are set", "", {"linger  2s  --linger", "default: pty"}},
    {"clock", Health::Warning, "20 s behind the server's", "set it", {}},
    {"test push", Health::Skipped, "needs an answer", "", {}}};

}  // namespace

TEST_CASE("findings are lines in columns, with details below them", "[doctor]") {
  CHECK(format_findings(kFindings) ==
        "ok       configuration     2 of 22 settings are set\n"
        "                           linger  2s  --linger\n"
        "                           default: pty\n"
        "warning  clock             20 s behind the server's; set it\n"
        "skipped  test push         needs an answer\n");
}

TEST_CASE("findings are objects of JSON, a line each", "[doctor]") {
  CHECK(format_json_lines(kFindings) ==
        R"({"part":"configuration","health":"ok","what":"2 of 22 settings are set",)"
        R"("details":["linger  2s  --linger","default: pty"]})"
        "\n"
        R"({"part":"clock","health":"warning","what":"20 s behind the server's","advice":"set it"})"
        "\n"
        R"({"part":"test push","health":"skipped","what":"needs an answer"})"
        "\n");
}

TEST_CASE("only what failed does not work", "[doctor]") {
  CHECK(all_work(kFindings));
  std::vector<Finding> findings = kFindings;
  findings[2].health = Health::Failed;
  CHECK_FALSE(all_work(findings));
}
