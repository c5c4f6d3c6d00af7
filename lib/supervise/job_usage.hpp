// What the kernel says of a process that has ended, and of one that sent a signal.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "lib/journal/run_end.hpp"
#include "lib/supervise/signals.hpp"

namespace logwrap {

[[nodiscard]] JobUsage usage_of(const rusage& usage);

/// waitid(2) with what the process has taken, which glibc's does not tell: where there is one, `info.si_pid` is not 0.
[[nodiscard]] bool wait_for_id(pid_t process, siginfo_t& info, int options, rusage& usage);

/// Who sent `event`; the sender's name only while it lives.
[[nodiscard]] SignalSender sender_of(const SignalEvent& event);

/// Whether a job that is sent `signal` is likely to end by it, or to be asked to.
[[nodiscard]] bool may_end_a_job(int signal);

}  // namespace logwrap
