// Lines that were perhaps meant to be metadata, and what to print instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace logwrap {

/// Longer lines are not looked at.
inline constexpr std::size_t kMaxNearMetadataBytes = 64 * 1024;

/// Why `line`, which is no metadata (MetadataParser), is only nearly so, as one printable sentence that quotes nothing
/// of it and says what to print instead: JSON with blanks or with text on one side of it, several objects on a line, an
/// array of objects, a Python dict, single quotes, trailing commas and the like. Nothing for an ordinary line (which
/// costs no more than to look for a brace), and none for metadata.
[[nodiscard]] std::optional<std::string> near_metadata(std::string_view line);

}  // namespace logwrap
