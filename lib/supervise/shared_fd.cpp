#include "lib/supervise/shared_fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <string>

#include "lib/supervise/stdio_plan.hpp"

namespace logwrap {

UniqueFd reopen_nonblocking(int fd, Direction direction) {
  const FdKind kind = examine_fd(fd).kind;
  if (kind != FdKind::Pipe && kind != FdKind::Terminal) return {};
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const int access = direction == Direction::Read ? O_RDONLY : O_WRONLY;
  return UniqueFd(::open(path.c_str(), access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

UniqueFd readiness_of(int fd, Direction direction) {
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  epoll_event event{};
  event.events = direction == Direction::Read ? EPOLLIN : EPOLLOUT;
  if (!epoll || ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0) return {};
  return epoll;
}

bool is_hung_up(int fd) {
  pollfd wait{fd, 0, 0};
  return ::poll(&wait, 1, 0) > 0 && (wait.revents & (POLLHUP | POLLNVAL)) != 0;
}

void close_shared(int fd) {
  const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (null) {
    ::dup2(null.get(), fd);
  } else {
    ::close(fd);
  }
}

}  // namespace logwrap
