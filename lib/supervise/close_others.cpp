#include "lib/supervise/close_others.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace logwrap {

namespace {

/// Without /proc this many numbers are tried. All that are allowed may be a thousand million, as in some containers.
constexpr unsigned kMostTried = 64 * 1024;

void close_between(unsigned first, unsigned last) {
  if (first > last) return;
  if (::syscall(SYS_close_range, first, last, 0) == 0) return;
  // Before Linux 5.9, or where seccomp forbids it.
  if (const std::optional<std::vector<int>> open = descriptors_above_stdio()) {
    for (const int fd : *open) {
      if (static_cast<unsigned>(fd) >= first && static_cast<unsigned>(fd) <= last) ::close(fd);
    }
    return;
  }
  const long allowed = ::sysconf(_SC_OPEN_MAX);
  const unsigned end = std::min({last, kMostTried, static_cast<unsigned>(allowed > 0 ? allowed : 1024)});
  for (unsigned fd = first; fd <= end; ++fd) ::close(static_cast<int>(fd));
}

}  // namespace

std::optional<std::vector<int>> descriptors_above_stdio() {
  DIR* listing = ::opendir("/proc/self/fd");
  if (listing == nullptr) return std::nullopt;
  std::vector<int> found;
  while (const dirent* entry = ::readdir(listing)) {
    const std::string_view name = entry->d_name;
    int fd = 0;  // of "." and ".."
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (fd > STDERR_FILENO && fd != ::dirfd(listing)) found.push_back(fd);
  }
  ::closedir(listing);
  return found;
}

void close_all_but(std::span<const int> kept) {
  std::vector<int> sorted(kept.begin(), kept.end());
  std::erase_if(sorted, [](int fd) { return fd <= STDERR_FILENO; });
  std::sort(sorted.begin(), sorted.end());
  unsigned next = STDERR_FILENO + 1;
  for (const int fd : sorted) {
    const auto number = static_cast<unsigned>(fd);
    if (number > next) close_between(next, number - 1);
    next = std::max(next, number + 1);
  }
  close_between(next, ~0U);
}

void detach_stdio() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (null < 0) {
      ::close(fd);
    } else if (null != fd) {
      ::dup2(null, fd);
    }
  }
  if (null > STDERR_FILENO) ::close(null);
}

void leave_the_job_alone(const char* process_name, std::span<const int> kept) {
  ::prctl(PR_SET_NAME, process_name);
  ::setsid();
  ::umask(S_IRWXG | S_IRWXO);  // the job's may keep us from what we make ourselves
  close_all_but(kept);
  detach_stdio();
}

}  // namespace logwrap
