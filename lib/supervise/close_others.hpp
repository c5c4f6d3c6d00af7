// close_all_but: what a forked child of logwrap's does first, so that it holds nothing that is another's.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace logwrap {

/// Those that are open; nothing where there is no /proc.
[[nodiscard]] std::optional<std::vector<int>> descriptors_above_stdio();
/// Closes every descriptor above 2 but `kept` (negative ones are ignored).
void close_all_but(std::span<const int> kept);
/// Puts /dev/null on descriptors 0 to 2, or closes them where even that cannot be opened.
void detach_stdio();

/// What every child that works for the log does first: takes its own name and session, keeps `kept` and nothing else.
/// It must neither keep the job's terminal open, nor hold up a pipeline by keeping its pipe, nor hear what is meant for
/// the job. What it makes is its owner's, whatever the job's umask.
void leave_the_job_alone(const char* process_name, std::span<const int> kept);

}  // namespace logwrap
