#include "lib/supervise/own_descriptors.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "lib/base/unique_fd.hpp"
#include "lib/supervise/close_others.hpp"

namespace logwrap {

namespace {

void occupy_closed_stdio() {
  int fd = -1;
  do {
    fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) ::close(fd);
}

/// 20 are in use while a job runs in batch; a recorder that is replaced and a shipper need some for a moment.
constexpr std::size_t kNeeded = 32;

/// Whether so many are free among the lowest numbers: poll() tells in one call. Where not, there may still be enough.
bool enough_low_numbers() {
  rlimit limit{};
  std::array<pollfd, 2 * kNeeded> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i].fd = static_cast<int>(i);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < numbers.size()) return false;
  if (::poll(numbers.data(), numbers.size(), 0) < 0) return false;
  const auto is_free = [](const pollfd& one) { return (one.revents & POLLNVAL) != 0; };
  return std::ranges::count_if(numbers, is_free) >= static_cast<std::ptrdiff_t>(kNeeded);
}

}  // namespace

bool enough_descriptors() {
  if (enough_low_numbers()) return true;
  std::array<UniqueFd, kNeeded> tried;
  for (UniqueFd& one : tried) {
    one = UniqueFd(::eventfd(0, EFD_CLOEXEC));
    if (!one) return errno != EMFILE && errno != ENFILE;
  }
  return true;
}

InheritedFds take_inherited_fds() {
  InheritedFds inherited{{examine_fd(STDIN_FILENO), examine_fd(STDOUT_FILENO), examine_fd(STDERR_FILENO)},
                         descriptors_above_stdio().value_or(std::vector<int>())};
  occupy_closed_stdio();
  return inherited;
}

}  // namespace logwrap
