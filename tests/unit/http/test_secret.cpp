#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "lib/http/secret.hpp"
#include "tests/support/catch.hpp"

using namespace logwrap;

namespace {

/// A file of a test's own, gone with it.
class SecretFile {
 public:
  explicit SecretFile(const std::string& text) {
    char name[] = "/tmp/logwrap-secret-XXXXXX";
    const int fd = ::mkstemp(name);
    REQUIRE(fd >= 0);
    ::close(fd);
    path_ = name;
    std::ofstream(path_) << text;
  }
  ~SecretFile() { ::unlink(path_.c_str()); }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

TEST_CASE("a secret is the first line of its file", "[http]") {
  CHECK(*read_secret(SecretFile("hunter2\n").path(), "the token") == "hunter2");
  CHECK(*read_secret(SecretFile("hunter2").path(), "the token") == "hunter2");
  CHECK(*read_secret(SecretFile("hunter2  \r\nmore\n").path(), "the token") == "hunter2");
}

TEST_CASE("a file without a secret is named, and what it holds is not", "[http]") {
  for (const std::string text : {"", "\nhunter2\n", "hun\x01ter2\n"}) {
    const SecretFile file(text);
    const auto secret = read_secret(file.path(), "the password");
    REQUIRE_FALSE(secret.has_value());
    const std::string message = describe(secret.error());
    CHECK_THAT(message, contains_text("the password in " + file.path()));
    CHECK(message.find("ter2") == std::string::npos);
  }
  CHECK_THAT(describe(read_secret("/nowhere/token", "the token").error()),
             contains_text("cannot read the token in /nowhere/token: No such file"));
}

TEST_CASE("a secret that others may read is noticed", "[http]") {
  const SecretFile file("hunter2");
  ::chmod(file.path().c_str(), 0600);
  CHECK(exposure_of(file.path()) == Exposure::None);
  ::chmod(file.path().c_str(), 0640);
  CHECK(exposure_of(file.path()) == Exposure::Others);
  CHECK(exposure_of("/nowhere/token") == Exposure::None);
}

TEST_CASE("an administrator's secret may be a group's, but not everyone's", "[http]") {
  const SecretFile file("hunter2");
  if (::chown(file.path().c_str(), 65534, 65534) != 0) return;  // only root can
  ::chmod(file.path().c_str(), 0640);
  CHECK(exposure_of(file.path()) == Exposure::None);
  ::chmod(file.path().c_str(), 0644);
  CHECK(exposure_of(file.path()) == Exposure::Everyone);
}

TEST_CASE("a secret is hidden wherever it stands in a server's words", "[http]") {
  CHECK(without_secret("no", "hunter2") == "no");
  CHECK(without_secret("hunter2: bad token hunter2hunter2", "hunter2") == "***: bad token ******");
  CHECK(without_secret("*", "*") == "***");
}
