#include "lib/query/run_match.hpp"

#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {
const std::vector<std::string> kIds = {"20261121-000000-00000000", "20261122-030405-0abcdefg",
                                       "20261122-030405-k3v9qx7m", "20261123-000000-zzzzzzzz"};
}  // namespace

TEST_CASE("without a name the newest run is meant", "[match]") {
  CHECK(match_run(kIds, "").value() == kIds.back());
}

TEST_CASE("an id or a beginning that only one run has names it", "[match]") {
  for (const std::string& id : kIds) CHECK(match_run(kIds, id).value() == id);
  CHECK(match_run(kIds, "20261121").value() == kIds[0]);
  CHECK(match_run(kIds, "20261122-030405-k").value() == kIds[2]);
}

TEST_CASE("a beginning that several runs have lists them, the newest first", "[match]") {
  const Result<std::string> match = match_run(kIds, "20261122");
  REQUIRE(match.has_error());
  CHECK(match.error().code == std::errc::invalid_argument);
  const std::string& message = match.error().message;
  CHECK(message.find(kIds[2]) < message.find(kIds[1]));
  CHECK(message.find(kIds[1]) != std::string::npos);
  CHECK(message.find(kIds[0]) == std::string::npos);
}

TEST_CASE("so many candidates that nobody would read them are cut short", "[match]") {
  const std::vector<std::string> many(500, kIds[0]);
  const Result<std::string> match = match_run(many, "2026");
  REQUIRE(match.has_error());
  CHECK(match.error().message.size() < 1000);
  CHECK(match.error().message.find("500 runs") != std::string::npos);
}

TEST_CASE("an unknown name is said with the nearest id or with what lists them", "[match]") {
  CHECK(match_run(kIds, "20261122-030405-k3v9qx7n").error().message.find(kIds[2]) != std::string::npos);
  const std::string nonsense = match_run(kIds, "../../etc").error().message;
  CHECK(nonsense.find("../../etc") != std::string::npos);
  CHECK(nonsense.find("logwrap runs") != std::string::npos);
  CHECK(match_run(kIds, "\x1b[31m").error().message.find('\x1b') == std::string::npos);
}

TEST_CASE("where there is no run that is what is said", "[match]") {
  CHECK(match_run({}, "").error().message.find("no run has been recorded") != std::string::npos);
  CHECK(match_run({}, "2026").has_error());
}
