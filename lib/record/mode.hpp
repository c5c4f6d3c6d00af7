// Mode: how much of what the job prints is recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace logwrap {

/// In the order of strictness: of two modes the greater one is the stricter.
enum class Mode : std::uint8_t {
  Enabled,   ///< everything
  Metadata,  ///< metadata and commands
  Disabled,  ///< commands
};

/// "enabled", "metadata", "disabled"
[[nodiscard]] std::string_view name(Mode mode);
[[nodiscard]] std::optional<Mode> mode_named(std::string_view name);

}  // namespace logwrap
