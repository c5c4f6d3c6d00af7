// Text of a configuration as messages quote it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logwrap {

/// `text` in double quotes, printable, cut after `max_bytes` (between characters, with "..." behind the cut): a message
/// is one line, whatever a file holds. (Not `quoted`: of a std::string that would be std::quoted.)
[[nodiscard]] std::string quoted_value(std::string_view text, std::size_t max_bytes = 60);

}  // namespace logwrap
