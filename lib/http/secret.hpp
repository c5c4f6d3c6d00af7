// Secrets in files.
#pragma once

#include <cstdint>
#include <string>

#include "lib/base/result.hpp"

namespace logwrap {

/// The first line of `file`. `what` names the secret in the error's message: "the password". The message names the
/// file, never what it holds.
[[nodiscard]] Result<std::string> read_secret(const std::string& file, const std::string& what);

/// Whether the private key in `file` (PEM) can be used by who knows its passphrase only. False where there is none, or
/// the file cannot be read.
[[nodiscard]] bool is_encrypted_key(const std::string& file);

/// `words` with `***` wherever `secret`, which is not empty, stands in them.
[[nodiscard]] std::string without_secret(std::string words, const std::string& secret);

/// Who may read a file that holds a secret, beyond what need be.
enum class Exposure : std::uint8_t {
  None,      ///< or it cannot be looked at
  Others,    ///< it is this user's own, and others may read it
  Everyone,  ///< it is somebody else's, an administrator's, and open to all instead of to the group of those who send
};
[[nodiscard]] Exposure exposure_of(const std::string& file);

}  // namespace logwrap
