// Text of a configuration as messages quote it.
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

/// `text` in double quotes, printable, cut after 60 bytes (between characters, with "..." behind the cut): a message is
/// one line, whatever a file holds.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace logwrap
