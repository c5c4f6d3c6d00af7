#include <fcntl.h>
#include <unistd.h>

#include <optional>

#include "lib/base/printer.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/doctor/local.hpp"
#include "lib/http/secret.hpp"

namespace logwrap {

namespace {

constexpr char kPart[] = "credentials";

/// What a file of the settings has to be.
enum class Holds : std::uint8_t { Secret, Key, Public };

struct NamedFile {
  const std::string& file;
  const char* what;
  Key key;
  Holds holds;
};

std::optional<std::string> problem_with(const NamedFile& named) {
  if (named.holds == Holds::Secret) {
    const Result<std::string> secret = read_secret(named.file, named.what);
    return secret ? std::nullopt : std::optional(describe(secret.error()));
  }
  const UniqueFd fd(::open(named.file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (fd) return std::nullopt;
  return describe(errno_error(std::string("cannot read ") + named.what + " in " + quoted_word(named.file)));
}

/// Settings that say nothing without each other, or contradict each other.
std::optional<Finding> contradiction(const LokiConfig& loki) {
  const auto failed = [](const char* what, const char* advice) {
    return Finding{kPart, Health::Failed, what, advice, {}};
  };
  if (!loki.user.empty() && !loki.token_file.empty())
    return failed("loki_user and loki_token_file are both set", "set one of them to none");
  if (!loki.user.empty() && loki.password_file.empty())
    return failed("loki_user is set, and loki_password_file is not", "name the file that holds that user's password");
  if (loki.user.empty() && !loki.password_file.empty())
    return failed("loki_password_file is set, and loki_user is not", "name the user whose password it is");
  if (loki.cert_file.empty() && !loki.key_file.empty())
    return failed("loki_key_file is set, and loki_cert_file is not", "name the certificate that it is the key of");
  return std::nullopt;
}

/// The key may stand behind its certificate.
std::optional<Finding> encrypted_key(const LokiConfig& loki) {
  const Key key = loki.key_file.empty() ? Key::LokiCertFile : Key::LokiKeyFile;
  const std::string& file = loki.key_file.empty() ? loki.cert_file : loki.key_file;
  if (file.empty() || !is_encrypted_key(file)) return std::nullopt;
  return Finding{kPart,
                 Health::Failed,
                 "the client's key in " + quoted_word(file) + " is encrypted, and nobody is asked for its passphrase",
                 "write it without one, (umask 077; openssl pkey -in " + quoted_word(file) + " -out NEW), and change " +
                     std::string(info(key).name),
                 {}};
}

}  // namespace

Finding look_at_credentials(const LokiConfig& loki) {
  if (auto wrong = contradiction(loki)) return *std::move(wrong);
  const NamedFile files[] = {{loki.password_file, "the password", Key::LokiPasswordFile, Holds::Secret},
                             {loki.token_file, "the token", Key::LokiTokenFile, Holds::Secret},
                             {loki.ca_file, "the CA's certificates", Key::LokiCaFile, Holds::Public},
                             {loki.cert_file, "the client's certificate", Key::LokiCertFile, Holds::Public},
                             {loki.key_file, "the client's key", Key::LokiKeyFile, Holds::Key}};
  Finding finding{kPart, Health::Skipped, "none are set", "", {}};
  std::string set;
  for (const NamedFile& named : files) {
    if (named.file.empty()) continue;
    if (const auto problem = problem_with(named))
      return {kPart,
              Health::Failed,
              printable(*problem, Tabs::Escape),
              "make it readable to this user, or change " + std::string(info(named.key).name),
              {}};
    set += (set.empty() ? "" : ", ") + std::string(named.what);
    const Exposure exposure = named.holds == Holds::Public ? Exposure::None : exposure_of(named.file);
    if (exposure == Exposure::None) continue;
    finding.health = Health::Warning;
    finding.advice =
        exposure == Exposure::Others
            ? "run chmod go-r " + quoted_word(named.file)
            : "its owner should give it to a group of those who send: chmod o-r " + quoted_word(named.file);
  }
  if (auto encrypted = encrypted_key(loki)) return *std::move(encrypted);
  if (set.empty()) return finding;
  finding.what = set + " can be read";
  if (finding.health == Health::Warning) {
    finding.what += ", and by more users than need be";
  } else {
    finding.health = Health::Ok;
  }
  return finding;
}

}  // namespace logwrap
