// Text of a configuration as messages quote it.
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

/// `text` in double quotes, printable, cut after 60 bytes (between characters, with "..." behind the cut): a message is
/// one line, whatever a file holds. (Not `quoted`: of a std::string that would be std::quoted.)
[[nodiscard]] std::string quoted_value(std::string_view text);

}  // namespace logwrap
