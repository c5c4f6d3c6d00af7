// Adopting: the job is there already, a child of this process that was forked before this process became logwrap, and
// waits for its streams. So it is under Slurm's plugin (apps/spank), where the command is executed by slurmstepd
// itself.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// A child that waits at the other end of `talk`, a socket that keeps messages apart (SOCK_SEQPACKET).
struct Adopted {
  pid_t job = -1;
  UniqueFd talk;
};

/// Reads "PID:DESCRIPTOR", checks that they are a child and a socket, and keeps that descriptor of all that this
/// process was given above 2: they were another's. Standard input becomes /dev/null: it is the job's.
[[nodiscard]] Result<Adopted> take_adopted(std::string_view text);

/// What the job gets as one of its streams; nothing replaces a stream that is not named.
struct JobEnd {
  Stream stream = Stream::Stdout;
  UniqueFd fd;
};

/// A variable of the job's environment.
using Assignment = std::pair<std::string, std::string>;

/// The one message that the job waits for, at most kMaxStartBytes of text with its descriptors (SCM_RIGHTS):
///   byte 0      '0' + 1 where a stdout comes with it, + 2 where a stderr, in this order
///   then        NAME=VALUE and a line feed, for each variable that it is to set
/// An Error: nobody waits there any more, or it could not be sent. The job then runs on with the streams that it has.
inline constexpr std::size_t kMaxStartBytes = 4096;
[[nodiscard]] Result<void> let_start(const Adopted& adopted, const std::vector<JobEnd>& ends,
                                     const std::vector<Assignment>& environment);

}  // namespace logwrap
