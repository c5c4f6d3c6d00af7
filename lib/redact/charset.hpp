// The sets of bytes that tokens are made of.
#pragma once

#include "lib/base/charset.hpp"

namespace logwrap::redact {

inline constexpr Charset kAlnum{"azAZ09"};
inline constexpr Charset kWord{"azAZ09__"};
inline constexpr Charset kBase64Url{"azAZ09__--"};
inline constexpr Charset kBase64{"azAZ09++//=="};
inline constexpr Charset kHex{"afAF09"};
inline constexpr Charset kUpperAlnum{"AZ09"};

}  // namespace logwrap::redact
