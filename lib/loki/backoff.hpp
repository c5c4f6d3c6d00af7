// Backoff: how long to wait before the next attempt.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace logwrap {

/// Exponential with full jitter: before attempt n uniformly between 0 and min(kLongest, kFirst * 2^(n-1)), so that
/// thousands of jobs whose server comes back do not all call at once. There is no last attempt.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{500};
  static constexpr std::chrono::seconds kLongest{30};

  explicit Backoff(std::uint64_t seed) : random_(seed) {}

  /// After one more failure.
  [[nodiscard]] std::chrono::nanoseconds next();
  /// After a success.
  void reset() { failures_ = 0; }
  [[nodiscard]] unsigned failures() const { return failures_; }

 private:
  std::mt19937_64 random_;
  unsigned failures_ = 0;
};

}  // namespace logwrap
