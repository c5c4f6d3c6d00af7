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
  CHECK(redactor.masked("GET /repo?ref=" + token + "&page=2") == "GET /repo?ref=ghp_***&page=2");
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
           "Authorization: AWS4-HMAC-SHA256",
           "docker://ubuntu:24.04@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "client = Client(api_key=MyVault2Client.read('x'))",
           "client = Client(api_key=MySecretVault2ClientFactory('x'))",
           "password: a-word-that-is-only-long-and-1-digit",
           "secret: projects/My2Project/secrets/Database/versions/1",
           "numpy/_highs_wrapper.cpython-311-x86_64-linux-gnu.so",
           "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURCVENDQWUyZ0F3SUJBZ0lJ",
           "-----BEGIN CERTIFICATE-----",
           "-----BEGIN PUBLIC KEY-----",
       }) {
    CAPTURE(text);
    CHECK(redactor.masked(text) == text);
  }
}

TEST_CASE("of a command line of curl the password is masked, and nothing else", "[redact]") {
  const Redactor redactor({});
  CHECK(redactor.masked("curl -u ada:pass https://x.example/a:b") == "curl -u ada:*** https://x.example/a:b");
  CHECK(redactor.masked("curl -s -u 'ada:my pass' -d a:b u") == "curl -s -u 'ada:***' -d a:b u");
  CHECK(redactor.masked("curl -uada:pass; echo b:c") == "curl -uada:***; echo b:c");
  CHECK(redactor.masked("curl --user \"ada:pass\" u") == "curl --user \"ada:***\" u");
  CHECK(redactor.masked(R"({"cmd": "curl -u \"ada:my pass\" u"})") == R"({"cmd": "curl -u \"ada:***\" u"})");
  for (const char* text : {"curl -u ada https://x.example", "curl -u ada:$PASSWORD https://x.example",
                           "curl -d user:password --unix-socket /run/a:b u", "libcurl -u is not what ada:lovelace says",
                           "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1", "curl -u", "curl -u ", "curl -u '"})
    CHECK(redactor.masked(text) == text);
}

TEST_CASE("a line in which a token seems to begin at every place is gone through once", "[redact]") {
  const Redactor redactor({});
  std::vector<Span> spans;
  for (const char* text : {"-eyJ", "-sk-", "glpat-", "xoxb-", "github_pat_", "-AIza", "GOCSPX-", "-xapp-", "pypi-AgE",
                           "authorization:basic ", "authorization=", "LS0tLS1CRUdJ", "JQQJ9",
                           "api_key=", "AccountKey=", "SecretAccessKey=", "-----BEGIN PRIVATE KEY-----"}) {
    CAPTURE(text);
    const std::string line = repeated(text, Terminal::kMaxPieceBytes) + ".eyJ.x";
    redactor.find(line, Ending::Whole, spans);  // seconds each, were what follows gone through anew for each place
    CHECK(std::is_sorted(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.end < b.begin; }));
  }
}

TEST_CASE("a token behind what only looks like one, in one word, is masked", "[redact]") {
  const Redactor redactor({});
  const std::string mixed = repeated("aB3dE5gH7", 40);
  const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + mixed;
  CHECK(redactor.masked("eyJ-" + jwt) == "eyJ***");
  CHECK(redactor.masked("eyJ-eyJ " + jwt) == "eyJ-eyJ eyJ***");
  CHECK(redactor.masked("sk-a-sk-" + repeated("abc", 40)) == "sk-***");
  CHECK(redactor.masked("glpat-x glpat-" + mixed) == "glpat-x glpat-***");
  CHECK(redactor.masked("-AIza-AIza" + repeated("aB3", 35)) == "-AIza-AIza***");
  CHECK(redactor.masked("ghp_" + repeated("aB3d", kMaxSecretBytes + 1)) == "ghp_***");
}

TEST_CASE("what may be the beginning of a token is masked where a text is cut off", "[redact]") {
  const Redactor redactor({{"correct horse"}, ""});
  const auto cut = [&redactor](const std::string& text) {
    std::vector<Span> spans;
    redactor.find(text, Ending::Cut, spans);
    return masked(text, spans);
  };
  for (const Sample& sample : samples()) {
    if (sample.name == "Azure key") continue;  // it begins before its anchor
    CAPTURE(sample.name);
    const std::string& secret = sample.secret;
    // An anchor that is cut off itself shows nothing of what the secret is.
    for (std::size_t size = std::max(kLeastCut, secret.size() / 2); size < secret.size(); ++size) {
      const std::string text = "a " + sample.prefix + secret.substr(0, size);
      CAPTURE(text);
      REQUIRE(cut(text).find(secret.substr(0, kLeastCut)) == std::string::npos);
    }
  }
  CHECK(cut("login correct horse") == "login ***");
  CHECK(cut("login correct ho") == "login ***");
  CHECK(cut("login correct") == "login correct");  // seven bytes are no secret
  CHECK(cut("correct ho, and more") == "correct ho, and more");
  CHECK(cut("saved to hf_model") == "saved to hf_model");
  CHECK(cut("listening on http://localhost:8080") == "listening on http://localhost:8080");
}

TEST_CASE("a key in a table with drawn lines is masked", "[redact]") {
  const std::string key = repeated("0123456789abcdef", 32);
  CHECK(Redactor({}).masked("\xE2\x94\x82 api_key   \xE2\x94\x82 " + key + " \xE2\x94\x82") ==
        "\xE2\x94\x82 api_key   \xE2\x94\x82 *** \xE2\x94\x82");
}
