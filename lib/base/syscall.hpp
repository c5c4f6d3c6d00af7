// System calls with their awkward answers decided once: EINTR is retried, would-block and end of file are values.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/result.hpp"
#include "lib/base/unique_fd.hpp"

namespace logwrap {

/// What a transfer came to. `bytes` is what was moved; it can be more than 0 only with Done.
struct Transfer {
  enum class State {
    Done,        ///< bytes > 0 were moved (for a write: perhaps fewer than were asked for)
    WouldBlock,  ///< a non-blocking descriptor has nothing, or no room, just now
    End,         ///< end of file, or EIO of a pty's master: the last slave was closed. Never from a write.
    Failed,      ///< `error` says why
  };
  State state = State::Failed;
  std::size_t bytes = 0;
  int error = 0;
};

/// read(2). EIO is an End: on a pty's master it says that no slave is open.
[[nodiscard]] Transfer read_some(int fd, char* buffer, std::size_t size);
/// write(2), one call: a short count is Done with fewer bytes.
[[nodiscard]] Transfer write_some(int fd, std::string_view bytes);
/// vmsplice(2), one call that does not wait: the pipe points to the pieces' memory, which is not to change until it was
/// read. Otherwise as write_some.
[[nodiscard]] Transfer lend_some(int pipe, std::span<const iovec> pieces);
/// Writes all of it on a blocking descriptor; the Error is errno's alone, with an empty message.
[[nodiscard]] Result<void> write_all(int fd, std::string_view bytes);

/// A second descriptor of the same open file, above 2 and with CLOEXEC; invalid where there is none to be had.
[[nodiscard]] UniqueFd duplicate(int fd);

struct PipeEnds {
  UniqueFd read;
  UniqueFd write;
};
/// pipe2(2) with O_CLOEXEC and `flags`.
[[nodiscard]] Result<PipeEnds> make_pipe(int flags = 0);

/// What execv(2) takes, with the null pointer at its end. It points into `words`, and nobody changes what it points to.
[[nodiscard]] std::vector<char*> exec_arguments(std::span<const std::string> words);

}  // namespace logwrap
