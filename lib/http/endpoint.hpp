// Endpoint: a server, and what is needed to be let in.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace logwrap {

/// Empty texts mean not set. The files are read whenever a request starts, so that a secret can be exchanged meanwhile.
struct Endpoint {
  std::string url;             ///< http:// or https://, without final slash
  std::string tenant;          ///< the header X-Scope-OrgID
  std::string user;            ///< of basic authentication
  std::string password_file;   ///< its first line is the user's password
  std::string token_file;      ///< its first line is the bearer token
  std::string ca_file;         ///< PEM; empty: the system's
  std::string cert_file;       ///< PEM
  std::string key_file;        ///< PEM
  std::string proxy = "auto";  ///< "auto": as the environment says; "none"; or an address
};

/// The first line of `file`. `what` names the secret in the error's message: "the password". The message names the
/// file, never what it holds.
[[nodiscard]] Result<std::string> read_secret(const std::string& file, const std::string& what);

/// Whether others than its owner may read it: worth a warning.
[[nodiscard]] bool others_may_read(const std::string& file);

}  // namespace logwrap
