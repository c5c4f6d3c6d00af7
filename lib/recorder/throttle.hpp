// Throttle: reads what the shipper notes in sent.json, and says how long the recorder is to take nothing.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "lib/base/clock.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/sent_file.hpp"
#include "lib/recorder/backpressure.hpp"

namespace logwrap {

class Throttle {
 public:
  /// Nobody waits longer than this for the rest of an ended job's output to find room.
  static constexpr std::chrono::seconds kEndHold{10};

  /// `run` outlives it.
  Throttle(const Run& run, Backpressure backpressure) : run_(run), backpressure_(std::move(backpressure)) {}

  /// For how long nothing is to be taken from now on; 0: go on. Looks at sent.json every Backpressure::kLookEvery.
  [[nodiscard]] std::chrono::nanoseconds pause(const Backpressure::Written& written, Time now);
  /// The same once the job has ended, for at most kEndHold.
  [[nodiscard]] std::chrono::nanoseconds pause_at_end(const Backpressure::Written& written, Time now);
  [[nodiscard]] std::size_t most_at_once(std::size_t usual) const { return backpressure_.most_at_once(usual); }
  void took(std::uint64_t output, const Backpressure::Written& written, Time now) {
    backpressure_.took(output, written, now);
  }

  /// What sent.json said last; nothing where it was never there.
  [[nodiscard]] const std::optional<Sent>& sent() const { return sent_; }
  /// Looks now, whatever was seen when.
  void look(const Backpressure::Written& written, Time now);

 private:
  [[nodiscard]] bool changed();
  void look_if_due(const Backpressure::Written& written, Time now);

  const Run& run_;
  Backpressure backpressure_;
  std::optional<Sent> sent_;
  Time looked_at_;
  std::optional<Time> ended_at_;
  struct stat seen_ {};
};

}  // namespace logwrap
