// Level: how serious a line is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace logwrap {

/// In the order of seriousness.
enum class Level : std::uint8_t { Trace, Debug, Info, Notice, Warning, Error, Critical };

/// "trace", "debug", "info", "notice", "warning", "error", "critical": what records and Loki have.
[[nodiscard]] std::string_view name(Level level);
/// The level that a word means, in whatever case, among them "warn", "err", "fatal" and "severe".
[[nodiscard]] std::optional<Level> level_named(std::string_view word);

}  // namespace logwrap
