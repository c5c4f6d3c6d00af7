// curl's ways to be given a user and a password, of which only curl's own name tells that they are one.
#pragma once

#include <optional>
#include <string_view>

namespace logwrap::redact {

/// Whether a command's first word is curl, or a path to it.
[[nodiscard]] bool is_curl(std::string_view word);

/// Whether this word of curl's command line is followed by USER:PASSWORD (empty), or ends with it (what that is): -u,
/// -sSLu, -uUSER:PASSWORD, --user, --user=USER:PASSWORD, and the same for a proxy.
[[nodiscard]] std::optional<std::string_view> curl_user(std::string_view word);

/// The password of USER:PASSWORD; empty where there is none.
[[nodiscard]] std::string_view password_of(std::string_view user);

}  // namespace logwrap::redact
