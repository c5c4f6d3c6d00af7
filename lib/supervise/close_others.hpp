// close_all_but: what a forked child of logwrap's does first, so that it holds nothing that is another's.
#pragma once

#include <span>

namespace logwrap {

/// Closes every descriptor above 2 but `kept` (negative ones are ignored).
void close_all_but(std::span<const int> kept);
/// Puts /dev/null on descriptors 0 to 2, or closes them where even that cannot be opened.
void detach_stdio();

}  // namespace logwrap
