// What has to be seen in the text of a YAML file itself, because yaml-cpp passes over it.
#pragma once

#include <optional>
#include <string_view>

#include "lib/config/yaml.hpp"

namespace logwrap {

/// Looked for before YAML is read: the parser reads past NULs, broken UTF-8 and unknown directives without a word, and
/// its messages about tabs name neither the tab nor its place.
[[nodiscard]] std::optional<YamlProblem> text_problem(std::string_view text);

/// Whether at `at` a quotation mark stands that nothing closes. yaml-cpp takes the end of the file for the closing one,
/// and so all the lines between for the value.
[[nodiscard]] bool opens_unclosed_quotation(std::string_view text, Position at);

/// `at`, or the nearest place before it that lies in `text` or at the end of a line: at the end of its input yaml-cpp
/// goes on counting columns.
[[nodiscard]] Position clamped(Position at, std::string_view text);

}  // namespace logwrap
