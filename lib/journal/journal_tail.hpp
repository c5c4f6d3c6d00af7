// The end of a run's journal, without reading all that comes before it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "lib/journal/run.hpp"

namespace logwrap {

/// Hands over the journal's lines, without their line feeds, the last one first, until `take` answers false. What has
/// no line feed (yet), is longer than a record can be, or cannot be read is left out. Reads no more than a block beyond
/// what was taken.
void read_backwards(const Run& run, const std::function<bool(std::string_view)>& take);

/// Of the last whole record; 0 where there is none.
[[nodiscard]] std::uint64_t last_seq(const Run& run);

}  // namespace logwrap
