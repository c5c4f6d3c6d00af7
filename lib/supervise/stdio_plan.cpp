#include "lib/supervise/stdio_plan.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace logwrap {

FdInfo examine_fd(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return {FdKind::Closed, 0};
  if (S_ISCHR(status.st_mode) && ::isatty(fd) == 1) return {FdKind::Terminal, status.st_rdev};
  if (S_ISFIFO(status.st_mode)) return {FdKind::Pipe, 0};
  if (S_ISSOCK(status.st_mode)) return {FdKind::Socket, 0};
  return {FdKind::Other, 0};
}

StdioPlan plan_stdio(const std::array<FdInfo, 3>& own, PtyUse use) {
  StdioPlan plan;
  const auto is_terminal = [](const FdInfo& fd) { return fd.kind == FdKind::Terminal; };
  const bool one_terminal = std::all_of(own.begin(), own.end(), [&own, &is_terminal](const FdInfo& fd) {
    return is_terminal(fd) && fd.device == own[0].device;
  });
  plan.interactive = one_terminal && use != PtyUse::Never;
  const bool somebody_there = std::any_of(own.begin(), own.end(), is_terminal);
  for (std::size_t i = 0; i < plan.streams.size(); ++i) {
    const FdKind kind = own[i + 1].kind;
    const bool piped = kind == FdKind::Pipe || kind == FdKind::Socket;
    if (kind == FdKind::Closed) {
      plan.streams[i] = StreamKind::Closed;
    } else if (use == PtyUse::Never || (use == PtyUse::Auto && piped && somebody_there)) {
      plan.streams[i] = StreamKind::Pipe;
    }
  }
  return plan;
}

}  // namespace logwrap
