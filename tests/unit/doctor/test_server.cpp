#include "lib/doctor/server.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

constexpr UnixNanos kSecond = 1'000'000'000;
constexpr UnixNanos kNow = 1'795'316'645 * kSecond + kSecond / 2;  // Sun, 22 Nov 2026 03:04:05.5
constexpr char kDate[] = "Sun, 22 Nov 2026 03:04:05 GMT";

LokiConfig a_loki() {
  LokiConfig loki;
  loki.url = "http://localhost:3100";
  return loki;
}

std::vector<Finding> look(const LokiConfig& loki, int status, const std::string& body) {
  const Result<ProbePush> push = make_probe({{"service_name", "mine"}, {"user", "me"}}, loki, kNow);
  REQUIRE(push);
  Probed probed;
  probed.response.status = status;
  probed.response.body = body;
  probed.response.date = kDate;
  probed.sent = probed.answered = kNow;
  return look_at_server(loki, *push, probed);
}

const Finding& part(const std::vector<Finding>& findings, const std::string& name) {
  for (const Finding& finding : findings) {
    if (finding.part == name) return finding;
  }
  FAIL("no " + name);
  return findings.front();
}

}  // namespace

TEST_CASE("the test push has the labels of a run, under a service of its own", "[doctor]") {
  LokiConfig loki = a_loki();
  loki.labels = "team=vision, -user";
  const Result<ProbePush> push = make_probe({{"service_name", "mine"}, {"user", "me"}}, loki, kNow);
  REQUIRE(push);
  CHECK(push->labels == R"({kind="event", service_name="logwrap-doctor", stream="logwrap", team="vision"})");
  CHECK(push->batch.entries.size() == 1);
}

TEST_CASE("a push that is stored says that all works", "[doctor]") {
  const auto findings = look(a_loki(), 204, "");
  CHECK(all_work(findings));
  CHECK(part(findings, "test push").health == Health::Ok);
  CHECK_THAT(part(findings, "test push").details.at(0), contains_text("logwrap-doctor"));
  CHECK(part(findings, "authentication").what == "none is set, and none is asked for");
  CHECK(part(findings, "tenant").health == Health::Ok);
}

TEST_CASE("who is refused is told what to set", "[doctor]") {
  LokiConfig loki = a_loki();
  CHECK_THAT(part(look(loki, 401, "Unauthorized"), "authentication").advice, contains_text("loki_user"));
  loki.user = "me";
  const auto findings = look(loki, 403, "not you");
  CHECK(part(findings, "authentication").health == Health::Failed);
  CHECK_THAT(part(findings, "authentication").what, contains_text("user me is refused: 403: not you"));
  CHECK(part(findings, "tenant").health == Health::Skipped);
  CHECK(part(findings, "test push").health == Health::Skipped);
}

TEST_CASE("a tenant that is missing is no matter of passwords", "[doctor]") {
  const auto findings = look(a_loki(), 401, "no org id\n");
  CHECK(part(findings, "authentication").health == Health::Ok);
  CHECK(part(findings, "tenant").health == Health::Failed);
  CHECK(part(findings, "tenant").advice == "set loki_tenant");
  CHECK(part(findings, "test push").health == Health::Skipped);
}

TEST_CASE("where something else answers it is said that Loki does not", "[doctor]") {
  for (const int status : {404, 405, 301}) {
    const auto findings = look(a_loki(), status, "<html>\x1b[31m");
    CHECK(part(findings, "authentication").health == Health::Skipped);
    CHECK(part(findings, "test push").health == Health::Failed);
    CHECK_THAT(part(findings, "test push").what, contains_text("no Loki answers"));
    CHECK(format_findings(findings).find('\x1b') == std::string::npos);
  }
}

TEST_CASE("what Loki refuses is said in its words, with what to do", "[doctor]") {
  auto push = [](const char* words) { return part(look(a_loki(), 400, words), "test push"); };
  CHECK(push("stream has 16 label names; limit 15").health == Health::Failed);
  CHECK_THAT(push("stream has 16 label names; limit 15").advice, contains_text("loki_labels"));
  CHECK_THAT(push("includes structured metadata, but this feature is disallowed").advice,
             contains_text("structured metadata"));
  CHECK(push("entry for stream '{a=\"b\"}' has timestamp too new: x").advice == "compare the clocks");
}

TEST_CASE("a 400 of something before Loki is no answer of Loki's", "[doctor]") {
  for (const char* words : {"Client sent an HTTP request to an HTTPS server.\n", "<html>", ""}) {
    const auto findings = look(a_loki(), 400, words);
    CHECK(part(findings, "authentication").health == Health::Skipped);
    CHECK(part(findings, "tenant").health == Health::Skipped);
    CHECK_THAT(part(findings, "test push").what, contains_text("no Loki answers"));
  }
}

TEST_CASE("a busy server is a warning, a broken one a failure", "[doctor]") {
  CHECK(part(look(a_loki(), 429, "rate limit"), "test push").health == Health::Warning);
  CHECK(part(look(a_loki(), 500, "empty ring"), "test push").health == Health::Failed);
  CHECK(part(look(a_loki(), 260, "ingestion blocked"), "test push").health == Health::Failed);
}

TEST_CASE("no answer at all fails somewhere", "[doctor]") {
  const Result<ProbePush> push = make_probe({}, a_loki(), kNow);
  REQUIRE(push);
  Probed probed;
  using Response = HttpResponse;
  for (const auto failure :
       {Response::Failure::Resolve, Response::Failure::Connect, Response::Failure::Timeout, Response::Failure::Other}) {
    for (const auto reached : {Response::Reached::Nothing, Response::Reached::Connected, Response::Reached::Secured}) {
      probed.response.failure = failure;
      probed.response.reached = reached;
      const auto findings = look_at_server(a_loki(), *push, probed);
      CHECK_FALSE(all_work(findings));
      CHECK(findings.size() == skipped_server("").size());
    }
  }
}

TEST_CASE("a server that ends a connection over TLS may have missed a certificate", "[doctor]") {
  LokiConfig loki = a_loki();
  loki.url = "https://localhost:3100";
  const Result<ProbePush> push = make_probe({}, loki, kNow);
  REQUIRE(push);
  Probed probed;
  probed.response.failure = HttpResponse::Failure::Other;
  probed.response.reached = HttpResponse::Reached::Secured;
  CHECK_THAT(part(look_at_server(loki, *push, probed), "test push").advice, contains_text("loki_cert_file"));
  probed.response.failure = HttpResponse::Failure::Timeout;
  CHECK_THAT(part(look_at_server(loki, *push, probed), "test push").advice, contains_text("hangs"));
}

TEST_CASE("clocks are compared as well as a date in seconds allows", "[doctor]") {
  const auto at = [](double seconds) {
    const UnixNanos now = kNow + static_cast<UnixNanos>(seconds * static_cast<double>(kSecond));
    return look_at_clock(kDate, now, now);
  };
  CHECK(at(0) == Finding{"clock", Health::Ok, "within 1 s of the server's", "", {}});
  CHECK(at(-4).health == Health::Ok);
  CHECK(at(20).health == Health::Warning);
  CHECK_THAT(at(20).what, contains_text("20 s ahead of"));
  CHECK_THAT(at(-1800).what, contains_text("30 min behind"));
  CHECK(at(-1800).health == Health::Warning);
  CHECK(at(-4000).health == Health::Failed);
  CHECK(at(601).health == Health::Failed);
  CHECK(at(-1e9).health == Health::Failed);
  CHECK(look_at_clock("yesterday", kNow, kNow).health == Health::Skipped);
  CHECK(look_at_clock(kDate, kNow - 15 * kSecond, kNow + 15 * kSecond).health == Health::Ok);  // a slow answer
}
