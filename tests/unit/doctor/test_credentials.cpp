#include <sys/stat.h>

#include <utility>

#include "lib/doctor/local.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace logwrap;

namespace {

std::string secret(const Scratch& scratch, const std::string& name, mode_t mode) {
  const std::string path = scratch.write(name, "hunter2\n");
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  return path;
}

}  // namespace

TEST_CASE("without credentials there is nothing to be looked at", "[doctor]") {
  CHECK(look_at_credentials({}).health == Health::Skipped);
}

TEST_CASE("a secret that others may read is used, and said", "[doctor]") {
  const Scratch scratch;
  LokiConfig loki;
  loki.token_file = secret(scratch, "token", 0600);
  CHECK(look_at_credentials(loki) == Finding{"credentials", Health::Ok, "the token can be read", "", {}});
  loki.token_file = secret(scratch, "token", 0640);
  const Finding finding = look_at_credentials(loki);
  CHECK(finding.health == Health::Warning);
  CHECK(finding.advice == "run chmod go-r " + loki.token_file);
  CHECK(format_findings({&finding, 1}).find("hunter2") == std::string::npos);
}

TEST_CASE("a certificate may be read by all, its key may not", "[doctor]") {
  const Scratch scratch;
  LokiConfig loki;
  loki.ca_file = secret(scratch, "ca", 0644);
  loki.cert_file = secret(scratch, "cert", 0644);
  CHECK(look_at_credentials(loki).health == Health::Ok);
  loki.key_file = secret(scratch, "key", 0644);
  CHECK(look_at_credentials(loki).health == Health::Warning);
}

TEST_CASE("a file that is not there is named with its setting", "[doctor]") {
  LokiConfig loki;
  loki.ca_file = "/nowhere/ca.pem";
  const Finding finding = look_at_credentials(loki);
  CHECK(finding.health == Health::Failed);
  CHECK(finding.what == "cannot read the CA's certificates in /nowhere/ca.pem: No such file or directory");
  CHECK_THAT(finding.advice, contains_text("loki_ca_file"));
}

TEST_CASE("a key that needs a passphrase cannot be used, whether it has a file of its own or not", "[doctor]") {
  const Scratch scratch;
  LokiConfig loki;
  loki.cert_file = secret(scratch, "cert", 0644);
  for (const char* head :
       {"-----BEGIN ENCRYPTED PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED"}) {
    loki.key_file = scratch.write("key", head);
    REQUIRE(::chmod(loki.key_file.c_str(), 0600) == 0);
    const Finding finding = look_at_credentials(loki);
    CHECK(finding.health == Health::Failed);
    CHECK_THAT(finding.what, contains_text(loki.key_file + " is encrypted"));
    CHECK_THAT(finding.advice, contains_text("openssl pkey") && contains_text("loki_key_file"));
  }
  loki.cert_file = std::exchange(loki.key_file, "");
  CHECK_THAT(look_at_credentials(loki).advice, contains_text("loki_cert_file"));
}

TEST_CASE("settings that need or exclude each other are named", "[doctor]") {
  const Scratch scratch;
  const std::string file = secret(scratch, "secret", 0600);
  LokiConfig loki;
  loki.user = "me";
  CHECK_THAT(look_at_credentials(loki).what, contains_text("loki_password_file is not"));
  loki.password_file = file;
  CHECK(look_at_credentials(loki).health == Health::Ok);
  loki.token_file = file;
  CHECK_THAT(look_at_credentials(loki).what, contains_text("both set"));
  loki = {};
  loki.password_file = file;
  CHECK_THAT(look_at_credentials(loki).what, contains_text("loki_user is not"));
  loki = {};
  loki.key_file = file;
  CHECK_THAT(look_at_credentials(loki).what, contains_text("loki_cert_file is not"));
}
