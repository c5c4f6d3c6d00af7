#include "lib/supervise/survivors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "lib/base/syscall.hpp"
#include "lib/supervise/close_others.hpp"

namespace logwrap {

namespace {

/// False where the stream has ended, or nobody takes it any more.
bool copy_once(const Leftover& leftover) {
  std::array<char, 16 * 1024> buffer;
  const Transfer read = read_some(leftover.from, buffer.data(), buffer.size());
  if (read.state == Transfer::State::WouldBlock) return true;
  if (read.state != Transfer::State::Done) return false;
  std::string_view bytes(buffer.data(), read.bytes);
  while (leftover.to >= 0 && !bytes.empty()) {
    const Transfer written = write_some(leftover.to, bytes);
    if (written.state == Transfer::State::Failed) return false;
    if (written.state == Transfer::State::WouldBlock) {  // somebody else made the shared stream non-blocking
      pollfd wait{leftover.to, POLLOUT, 0};
      ::poll(&wait, 1, -1);
      continue;
    }
    bytes.remove_prefix(written.bytes);
  }
  return true;
}

[[noreturn]] void copy_until_all_end(std::vector<Leftover> leftovers) {
  while (!leftovers.empty()) {
    std::vector<pollfd> waits;
    for (const Leftover& leftover : leftovers) waits.push_back({leftover.from, POLLIN, 0});
    if (::poll(waits.data(), waits.size(), -1) < 0) continue;
    for (std::size_t i = waits.size(); i-- > 0;) {
      if (waits[i].revents == 0 || copy_once(leftovers[i])) continue;
      ::close(leftovers[i].from);
      leftovers.erase(leftovers.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  ::_exit(0);
}

}  // namespace

void pass_through_detached(std::span<const Leftover> leftovers, std::span<const int> kept) {
  if (::fork() != 0) return;
  ::prctl(PR_SET_NAME, "logwrap-rest");
  ::setsid();
  std::vector<int> keep(kept.begin(), kept.end());
  for (const Leftover& leftover : leftovers) keep.push_back(leftover.from);
  close_all_but(keep);
  // Of descriptors 0 to 2 it holds what it writes to, and nothing else: the reader of the other waits for its end.
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    bool used = false;
    for (const Leftover& leftover : leftovers) used = used || leftover.to == fd;
    if (!used && null) ::dup2(null.get(), fd);
  }
  copy_until_all_end({leftovers.begin(), leftovers.end()});
}

}  // namespace logwrap
