// Laying text out in columns of a screen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logwrap::terminal {

/// The columns that `text`, which must be printable UTF-8 without tabs, takes on a screen.
[[nodiscard]] std::size_t columns_of(std::string_view text);

/// `text` if it fits into `columns`, else as much of it as does together with `mark`, which stands for the rest.
[[nodiscard]] std::string cut_to_columns(std::string_view text, std::size_t columns, std::string_view mark = "…");

}  // namespace logwrap::terminal
