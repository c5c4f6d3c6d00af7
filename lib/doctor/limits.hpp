// What Loki lets be seen of its limits. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/doctor/finding.hpp"
#include "lib/http/http_client.hpp"

namespace logwrap {

inline constexpr const char* kConfigPath = "/config";
/// Loki 3.4's is 75 KB.
inline constexpr std::size_t kMaxConfigAnswer = 1UL << 20;

/// `response`: to a GET of kConfigPath. Most servers show it to nobody, which is as it should be.
[[nodiscard]] Finding look_at_limits(const HttpResponse& response);

/// Loki's size "256KB" (1024 each) in bytes; nothing for what is none.
[[nodiscard]] std::optional<std::uint64_t> bytes_of_loki_size(std::string_view text);

}  // namespace logwrap
