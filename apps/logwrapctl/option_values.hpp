// Values of options as people type them. What is none is refused by an exception that CLI11 makes a usage error of.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "apps/logwrapctl/looks.hpp"
#include "lib/base/clock.hpp"
#include "lib/record/level.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// Printable, in quotes.
[[nodiscard]] std::string quoted(const std::string& text);

[[noreturn]] void refuse(const std::string& message);

[[nodiscard]] Stream to_stream(const std::string& text);
[[nodiscard]] Kind to_kind(const std::string& text);
/// As level_named has it.
[[nodiscard]] Level to_level(const std::string& text);
/// As parse_since reads it, now.
[[nodiscard]] UnixNanos to_since(const std::string& text);
/// Of --between: two times, the second after the first.
[[nodiscard]] std::pair<UnixNanos, UnixNanos> to_period(const std::vector<std::string>& times);
/// auto, always or never.
[[nodiscard]] ColourWish to_colour(const std::string& text);
/// From 1 on.
[[nodiscard]] std::size_t to_count(const std::string& text);

}  // namespace logwrap
