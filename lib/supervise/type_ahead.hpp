// Type-ahead: keys that were typed while the job ran and that it did not read. On one terminal shell and job share one
// queue, and what the one leaves the other reads. Behind logwrap the job has a terminal of its own, so what it leaves
// there is put back into ours.
#pragma once

#include <string>
#include <string_view>

namespace logwrap {

/// Takes what nobody has read out of the input queue of a pty, given its master; an end of file that was typed is the
/// character that stands for one. Blocks never. Leaves the pty's mode as it was.
[[nodiscard]] std::string take_unread(int master);

/// Puts bytes at the end of a terminal's input queue. `terminal` must be in raw mode, so that nothing is echoed,
/// changed or taken for a signal, and the caller's controlling terminal. What the kernel does not take is lost:
/// Linux 6.2 and later refuse where dev.tty.legacy_tiocsti is 0 and the caller has not CAP_SYS_ADMIN.
void put_back(int terminal, std::string_view typed);

}  // namespace logwrap
