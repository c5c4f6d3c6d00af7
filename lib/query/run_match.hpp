// Which run a person meant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"

namespace logwrap {

/// The id among `ids` (sorted, oldest first) that `typed` is or is the one beginning of; the newest where it is empty.
/// The Error's message is for people: it lists the candidates, or names the nearest id or `logwrap runs`. Its code is
/// invalid_argument where several match, else no_such_file_or_directory.
[[nodiscard]] Result<std::string> match_run(std::span<const std::string> ids, std::string_view typed);

}  // namespace logwrap
