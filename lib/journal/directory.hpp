// Files of a directory that is held open: its descriptor and a name without slashes say which.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"

namespace logwrap {

/// Names of all entries but . and .., in no order.
[[nodiscard]] Result<std::vector<std::string>> directory_entries(int dir_fd);

/// The whole of a regular file. EFBIG where it is longer than `limit`; the Error's message is empty.
[[nodiscard]] Result<std::string> read_file(int dir_fd, const std::string& name, std::size_t limit);

/// Whether it was for want of room on the disk or in a quota.
[[nodiscard]] bool is_full(const Error& error);

/// Makes a file that takes `size` bytes of the disk, unless it is there.
[[nodiscard]] Result<void> reserve_file(int dir_fd, const std::string& name, std::size_t size);

/// When what replaces a file is on the disk. InTheirTime: a crash of the machine within half a minute may leave the
/// name and no bytes (XFS). Begun: one within a moment may, and nobody waits.
enum class Bytes : std::uint8_t { InTheirTime, Begun, BeforeTheName };

/// Writes a temporary file (0600) and renames it over `name`, so that no reader sees half of it;
/// only where the disk is full is an existing file written over in its place. `where` is the
/// directory's path for messages.
[[nodiscard]] Result<void> replace_file(int dir_fd, const std::string& name, std::string_view text,
                                        const std::string& where, Bytes bytes = Bytes::InTheirTime);

}  // namespace logwrap
