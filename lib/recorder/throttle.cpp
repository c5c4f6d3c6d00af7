#include "lib/recorder/throttle.hpp"

#include <fcntl.h>

namespace logwrap {

/// sent.json is replaced each time: another file, or another time.
bool Throttle::changed() {
  struct stat status {};
  if (::fstatat(run_.fd(), kSentFile, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  const bool same = status.st_ino == seen_.st_ino && status.st_size == seen_.st_size &&
                    status.st_mtim.tv_sec == seen_.st_mtim.tv_sec && status.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec;
  seen_ = status;
  return !same;
}

void Throttle::look(std::uint64_t written, Time now) {
  looked_at_ = now;
  if (!changed()) return;
  const Result<std::optional<Sent>> sent = read_sent(run_);
  if (!sent || !*sent) return;  // looked at again when it changes
  sent_ = **sent;
  backpressure_.look(sent_->answers, sent_->unsent_bytes, written, now);
}

std::chrono::nanoseconds Throttle::pause(std::uint64_t written, Time now) {
  if (now - looked_at_ >= Backpressure::kLookEvery) look(written, now);
  return backpressure_.pause(now);
}

}  // namespace logwrap
