// Values of the loki_ keys: addresses, names and labels.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

// Each reads `text` into its setting and answers nothing, or leaves it as it was and answers what is wrong and what
// would be right, as set_value does. An address that holds a user or a password is refused without being quoted.

[[nodiscard]] std::optional<std::string> set_loki_url(std::string& setting, std::string_view text);
[[nodiscard]] std::optional<std::string> set_loki_proxy(std::string& setting, std::string_view text);
[[nodiscard]] std::optional<std::string> set_loki_tenant(std::string& setting, std::string_view text);
[[nodiscard]] std::optional<std::string> set_loki_user(std::string& setting, std::string_view text);
[[nodiscard]] std::optional<std::string> set_loki_labels(std::string& setting, std::string_view text);

}  // namespace logwrap
