// Base64 (RFC 4648, section 4).
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

/// `bytes` in base64, padded, in one line.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace logwrap
