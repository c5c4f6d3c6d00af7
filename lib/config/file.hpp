// Reading a configuration file without being held up or filled up by what lies in its place.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "lib/base/result.hpp"

namespace logwrap {

/// The whole of the regular file `path`, or nothing where there is none. Never blocks on a FIFO or device. The error's
/// message lacks the file's name; it is for describe(), and says what to do unless its code does.
[[nodiscard]] Result<std::optional<std::string>> read_small_file(const std::string& path, std::size_t max_bytes);

}  // namespace logwrap
