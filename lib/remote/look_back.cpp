#include "lib/remote/look_back.hpp"

namespace logwrap {

UnixNanos LookBack::start(UnixNanos left_off, UnixNanos real, Time now) {
  const UnixNanos recent = real - std::chrono::nanoseconds(kOverlap).count();
  const std::chrono::nanoseconds age(real - left_off);
  if (left_off < recent && asked_for_all_ && now - *asked_for_all_ < age / kPart) return recent;
  asked_for_all_ = now;
  return left_off;
}

}  // namespace logwrap
