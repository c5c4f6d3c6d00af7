// Rests: a question that the server cannot answer just now is asked again after a rest, a few times. Pure.
#pragma once

#include <chrono>

#include "lib/base/clock.hpp"

namespace logwrap {

class Rests {
 public:
  /// It was not answered. Whether it is to be asked again, once its rest is over.
  [[nodiscard]] bool again(Time now) {
    if (++failures_ >= kMostFailures) return false;
    over_ = now + kFirst * (1 << (failures_ - 1));
    return true;
  }
  void answered() { failures_ = 0; }
  [[nodiscard]] bool over(Time now) const { return now >= over_; }

 private:
  static constexpr int kMostFailures = 4;  // with rests between them, of some seconds together: somebody waits
  static constexpr std::chrono::milliseconds kFirst{500};

  Time over_;
  int failures_ = 0;  // one after another
};

}  // namespace logwrap
