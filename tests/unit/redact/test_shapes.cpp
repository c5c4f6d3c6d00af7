#include <algorithm>

#include "lib/redact/redactor.hpp"
#include "lib/terminal/terminal.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/redact/secrets.hpp"

using namespace logwrap;
using namespace logwrap::redact;
using namespace logwrap::redact_test;

TEST_CASE("a token of a known shape is masked, and what tells its kind stays", "[redact]") {
  const Redactor redactor({});
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::string all = sample.prefix + sample.secret + behind(sample);
    CHECK(redactor.masked(all) == sample.prefix + "***" + behind(sample));
    CHECK(redactor.masked("token " + all + " is used") ==
          "token " + sample.prefix + "***" + behind(sample) + " is used");
    CHECK(redactor.masked("{\"a\":\"" + all + "\",\"b\":1}") ==
          "{\"a\":\"" + sample.prefix + "***" + behind(sample) + "\",\"b\":1}");
    CHECK(redactor.masked("b'\\n" + all + "\\n'") == "b'\\n" + sample.prefix + "***" + behind(sample) + "\\n'");
  }
}

TEST_CASE("a token is found wherever it stands in a line, also two of them", "[redact]") {
  const Redactor redactor({});
  const std::string token = "ghp_" + repeated("aB3d", 36);
  CHECK(redactor.masked(token + " " + token) == "ghp_*** ghp_***");
  CHECK(redactor.masked("GET /repo?access_token=" + token + "&page=2") == "GET /repo?access_token=ghp_***&page=2");
  CHECK(redactor.masked("q=a%3D" + token) == "q=a%3Dghp_***");
}

TEST_CASE("what only looks like a token's beginning is left alone", "[redact]") {
  const Redactor redactor({});
  for (const char* text : {
           "task-0123456789abcdefABCDEF0123456789abcdef finished",  // no word begins with "sk-"
           "<div class=\"sk-container-id-1-estimator-doc-link-fitted\">",
           "sk-estimator-doc-link-hovered-and-some-more-words",
           "commit 0123456789abcdef0123456789abcdef01234567",  // 40 hex digits alone are a commit
           "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "hf_model_name_or_path=meta-llama/Llama-3-8B",
           "AKIAWORD",
           "AKIAABCDEFGHIJKLMNOPQRSTUVWXYZ",
           "http://localhost:8080/path?mail=a@b.example",
           "git@github.com:team/repo.git",
           "ssh://git@github.com:22/team/repo.git",
           "https://user:****@host/",
           "https://user:$PASSWORD@host/",
           "eyJhbGciOiJIUzI1NiJ9",  // one part alone
           "AIzaSyTooShort",
           "xoxo-hugs-and-kisses",
           "api_key=None",
           "api_key: str = ''",
           "password: required",
           "Authorization: required for everybody",
           "authorization unsuccessfully attempted",
           "Authorization: Bearer $TOKEN",
           "Authorization: Bearer <your key here>",
           "Authorization: Basic auth",
           "Authorization: Bearer",
           "AccountKey=None",
           "-----BEGIN CERTIFICATE-----",
           "-----BEGIN PUBLIC KEY-----",
       }) {
    CAPTURE(text);
    CHECK(redactor.masked(text) == text);
  }
}

TEST_CASE("a line in which a token seems to begin at every place is gone through once", "[redact]") {
  const Redactor redactor({});
  std::vector<Span> spans;
  for (const char* text : {"-eyJ", "-sk-", "glpat-", "xoxb-", "github_pat_", "-AIza", "GOCSPX-", "-xapp-", "pypi-AgE",
                           "authorization:basic ", "AccountKey=", "SecretAccessKey=", "-----BEGIN PRIVATE KEY-----"}) {
    CAPTURE(text);
    const std::string line = repeated(text, Terminal::kMaxPieceBytes) + ".eyJ.x";
    redactor.find(line, spans);  // seconds each, were what follows gone through anew for each place
    CHECK(std::is_sorted(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.end < b.begin; }));
  }
}

TEST_CASE("a token behind what only looks like one, in one word, is masked", "[redact]") {
  const Redactor redactor({});
  const std::string mixed = repeated("aB3dE5gH7", 40);
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + mixed;
  CHECK(redactor.masked("eyJ-" + jwt) == "eyJ***");
  CHECK(redactor.masked("eyJ-eyJ " + jwt) == "eyJ-eyJ eyJ***");
  CHECK(redactor.masked("sk-a-sk-" + repeated("abc", 40)) == "sk-a-sk-***");
  CHECK(redactor.masked("glpat-x glpat-" + mixed) == "glpat-x glpat-***");
  CHECK(redactor.masked("-AIza-AIza" + repeated("aB3", 35)) == "-AIza-AIza***");
  CHECK(redactor.masked("ghp_" + repeated("aB3d", kMaxSecretBytes + 1)) == "ghp_***");
}
