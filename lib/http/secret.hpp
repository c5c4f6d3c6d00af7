// Secrets in files.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace logwrap {

/// The first line of `file`. `what` names the secret in the error's message: "the password". The message names the
/// file, never what it holds.
[[nodiscard]] Result<std::string> read_secret(const std::string& file, const std::string& what);

/// Whether others than its owner may read it: worth a warning.
[[nodiscard]] bool others_may_read(const std::string& file);

}  // namespace logwrap
