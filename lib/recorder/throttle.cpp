#include "lib/recorder/throttle.hpp"

#include <fcntl.h>

namespace logwrap {

/// sent.json grows each time, or is replaced, or written over where the disk is full.
bool Throttle::changed() {
  struct stat status {};
  if (::fstatat(run_.fd(), kSentFile, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
  const bool same = status.st_ino == seen_.st_ino && status.st_size == seen_.st_size &&
                    status.st_mtim.tv_sec == seen_.st_mtim.tv_sec && status.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec;
  seen_ = status;
  return !same;
}

void Throttle::look(const Backpressure::Written& written, Time now) {
  looked_at_ = now;
  if (!changed()) return;
  const Result<std::optional<Sent>> sent = read_sent(run_);
  if (!sent || !*sent) return;  // looked at again when it changes
  sent_ = **sent;
  backpressure_.look({sent_->answers, sent_->settled_through(), sent_->unsent_bytes}, written, now);
}

void Throttle::look_if_due(const Backpressure::Written& written, Time now) {
  if (now - looked_at_ >= Backpressure::kLookEvery) look(written, now);
}

std::chrono::nanoseconds Throttle::pause(const Backpressure::Written& written, Time now) {
  look_if_due(written, now);
  return backpressure_.pause(now);
}

std::chrono::nanoseconds Throttle::pause_at_end(const Backpressure::Written& written, Time now) {
  if (!ended_at_) ended_at_ = now;
  if (now - *ended_at_ >= kEndHold) return {};
  look_if_due(written, now);
  return backpressure_.pause_at_end(now);
}

}  // namespace logwrap
