// Newest: which of many entries were recorded last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/query/metrics_source.hpp"

namespace logwrap {

class Newest {
 public:
  struct Bounds {
    std::size_t entries = 0;  ///< at least 1; memory grows with it
    std::size_t bytes = 0;    ///< of their lines; one entry there is in any case
  };
  explicit Newest(Bounds bounds) : bounds_(bounds) {}

  void add(const MetricsEntry& entry);
  /// Whether the entry is among the newest, once all were added. Of several runs' that have one time the later run's.
  [[nodiscard]] bool has(const MetricsEntry& entry) const;
  /// How many are not.
  [[nodiscard]] std::uint64_t older() const { return older_; }

 private:
  struct Place {
    UnixNanos ts = 0;
    std::size_t run = 0;
    std::size_t bytes = 0;
  };
  [[nodiscard]] static bool is_newer(const Place& a, const Place& b);

  Bounds bounds_;
  std::vector<Place> heap_;  // the oldest in front
  std::size_t bytes_ = 0;
  std::uint64_t older_ = 0;
};

}  // namespace logwrap
