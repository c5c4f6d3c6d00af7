#include "lib/journal/watch.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

namespace logwrap {

Watch::Watch(int dir_fd) : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!inotify_) return;
  // By the descriptor, so that it is this very directory, whatever its path names by now.
  const std::string path = "/proc/self/fd/" + std::to_string(dir_fd);
  constexpr std::uint32_t kChanges = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_CLOSE_WRITE;
  if (::inotify_add_watch(inotify_.get(), path.c_str(), kChanges) < 0) inotify_.reset();
}

Watch::Woken Watch::wait(std::chrono::milliseconds longest, int output_fd) {
  // poll() passes over a descriptor below 0, so without inotify this is a pause. No events are asked of the output:
  // that its reader has gone (POLLERR) is always told.
  std::array<pollfd, 2> descriptors = {{{inotify_.get(), POLLIN, 0}, {output_fd, 0, 0}}};
  const int ready = ::poll(descriptors.data(), descriptors.size(), static_cast<int>(longest.count()));
  if (ready <= 0) return Woken::TimedOut;
  if ((descriptors[1].revents & POLLERR) != 0) return Woken::OutputClosed;
  clear();
  return Woken::Changed;
}

void Watch::clear() {
  std::array<char, 4096> events{};
  while (::read(inotify_.get(), events.data(), events.size()) > 0) {
  }
}

}  // namespace logwrap
