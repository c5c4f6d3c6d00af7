#include "lib/doctor/server.hpp"

#include "lib/base/printer.hpp"
#include "lib/loki/answer.hpp"
#include "lib/loki/refusal.hpp"

namespace logwrap {

namespace {

/// What the test push came to, as findings on authentication, tenant and the push itself see it.
struct Answered {
  const LokiConfig& loki;
  const ProbePush& push;
  const Probed& probed;
  Judgement judgement;
  [[nodiscard]] int status() const { return probed.response.status; }
  /// Loki itself, and not something before it, has looked at the push.
  [[nodiscard]] bool by_loki() const {
    const bool refused = status() == 400 || status() == 422;
    return judgement.verdict == Verdict::Stored || status() == 429 || status() == 260 ||
           (refused && !lacks_tenant() && may_be_lokis(probed.response.body));
  }
  [[nodiscard]] bool lacks_tenant() const { return probed.response.body.starts_with("no org id"); }
};

std::string credentials_of(const LokiConfig& loki) {
  if (!loki.user.empty()) return "user " + quoted_word(loki.user);
  return loki.token_file.empty() ? "" : "the token in " + quoted_word(loki.token_file);
}

Finding look_at_authentication(const Answered& answered) {
  constexpr char kPart[] = "authentication";
  const std::string who = credentials_of(answered.loki);
  if (answered.by_loki() || answered.lacks_tenant())
    return {kPart, Health::Ok, who.empty() ? "none is set, and none is asked for" : who + " may push", "", {}};
  if (answered.status() == 401 || answered.status() == 403 || answered.status() == 407) {
    const char* const advice = who.empty() ? "set loki_user and loki_password_file, or loki_token_file"
                                           : "see whether it is right, and may push (docs/loki.md)";
    return {kPart, Health::Failed, (who.empty() ? "" : who + " is refused: ") + answered.judgement.says, advice, {}};
  }
  return {kPart, Health::Skipped, "needs an answer of Loki's", "", {}};
}

Finding look_at_tenant(const Answered& answered) {
  constexpr char kPart[] = "tenant";
  const std::string& tenant = answered.loki.tenant;
  if (answered.lacks_tenant())
    return {kPart, Health::Failed, "none is set, and the server keeps tenants apart", "set loki_tenant", {}};
  if (!answered.by_loki()) return {kPart, Health::Skipped, "needs an answer of Loki's", "", {}};
  return {kPart, Health::Ok, tenant.empty() ? "none is set, and none is asked for" : quoted_word(tenant), "", {}};
}

/// What to do about words of Loki's that it says to a push.
std::string advice_for(const std::string& words) {
  const auto says = [&words](const char* part) { return words.find(part) != std::string::npos; };
  if (says("structured metadata")) return "Loki has to allow structured metadata (docs/loki.md, limits)";
  if (says("label")) return "take labels away with loki_labels, or raise the limit (docs/loki.md, limits)";
  if (says("timestamp")) return "compare the clocks";
  return "docs/loki.md lists the limits that matter";
}

Finding look_at_push(const Answered& answered) {
  constexpr char kPart[] = "test push";
  const std::string& says = answered.judgement.says;
  switch (answered.judgement.verdict) {
    case Verdict::Stored:
      return {kPart, Health::Ok, "one line is stored", "", {"under " + printable(answered.push.labels, Tabs::Escape)}};
    case Verdict::Slower:
      return {kPart, Health::Warning, says, "logwrap sends more slowly then; raise the limits (docs/loki.md)", {}};
    case Verdict::Refused:
    case Verdict::TooBig:
    case Verdict::Unclear:
      return {kPart, Health::Failed, says, advice_for(answered.probed.response.body), {}};
    case Verdict::Again:
      return {kPart, Health::Failed, says, "it is the server's fault; logwrap tries again until it passes", {}};
    case Verdict::Pause:
      break;
  }
  const int status = answered.status();
  if (answered.lacks_tenant() || status == 401 || status == 403 || status == 407)
    return {kPart, Health::Skipped, "needs authentication and tenant", "", {}};
  if (answered.by_loki()) return {kPart, Health::Failed, says, advice_for(answered.probed.response.body), {}};
  return {kPart,
          Health::Failed,
          "no Loki answers at " + printable(answered.loki.url, Tabs::Escape) + ": " + says,
          "loki_url is what stands before /loki/api/v1/push",
          {}};
}

/// There was no answer: what the way does not explain is said of the push.
std::vector<Finding> unanswered(std::vector<Finding> findings, const LokiConfig& loki, const Probed& probed) {
  const bool explained = !all_work(findings);
  const std::vector<Finding> rest = skipped_server("needs an answer");
  findings.insert(findings.end(), rest.begin() + static_cast<std::ptrdiff_t>(findings.size()), rest.end());
  if (explained) return findings;
  Finding& push = findings.back();
  push.health = Health::Failed;
  push.what = "no answer: " + printable(probed.response.body, Tabs::Escape);
  const bool ended = probed.response.failure == HttpResponse::Failure::Other;
  push.advice = ended && loki.url.starts_with("https://")
                    ? "the server ended the connection: it may want a client's certificate (loki_cert_file), or another"
                    : "see whether Loki, or a proxy before it, is overloaded or hangs";
  return findings;
}

}  // namespace

std::vector<Finding> look_at_server(const LokiConfig& loki, const ProbePush& push, const Probed& probed) {
  std::vector<Finding> findings = look_at_way(loki, probed);
  const HttpResponse& response = probed.response;
  if (response.status == 0) return unanswered(std::move(findings), loki, probed);
  const Answer answer{response.status, response.body, response.retry_after};
  const Answered answered{loki, push, probed, judge(answer, push.batch, probed.answered)};
  findings.push_back(look_at_authentication(answered));
  findings.push_back(look_at_tenant(answered));
  findings.push_back(look_at_clock(response.date, probed.sent, probed.answered));
  findings.push_back(look_at_push(answered));
  return findings;
}

std::vector<Finding> skipped_server(const std::string& why) {
  std::vector<Finding> findings;
  for (const char* part : {"DNS", "connection", "TLS", "authentication", "tenant", "clock", "test push"})
    findings.push_back({part, Health::Skipped, why, "", {}});
  return findings;
}

}  // namespace logwrap
