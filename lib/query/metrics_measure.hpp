// MetricsMeasure: how far the numbers of some metadata reach, and what of them can be plotted. A plot needs it first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/plot/chart.hpp"
#include "lib/query/metrics_source.hpp"

namespace logwrap {

/// What entries are plotted over: a key, or the time since their run's start.
class PlotX {
 public:
  struct Value {
    double number = 0;  ///< seconds, where it is a time
    bool integer = false;
  };

  /// `starts`: of each run. `key`: none is the time.
  PlotX(std::optional<std::string> key, std::vector<UnixNanos> starts)
      : key_(std::move(key)), starts_(std::move(starts)) {}

  [[nodiscard]] std::optional<Value> of(const MetricsEntry& entry) const;
  [[nodiscard]] const std::optional<std::string>& key() const { return key_; }

 private:
  std::optional<std::string> key_;
  std::vector<UnixNanos> starts_;
};

class MetricsMeasure {
 public:
  struct Key {
    plot::Extent x;  ///< of its points
    plot::Extent y;
    std::uint64_t points = 0;
    std::uint64_t without_x = 0;     ///< numbers whose entry has no X
    std::uint64_t not_finite = 0;    ///< NaN, infinities and null
    std::uint64_t not_positive = 0;  ///< finite, but without a place on a logarithmic scale
    std::vector<std::size_t> runs;   ///< that have points, in their order
  };

  MetricsMeasure(PlotX x, std::vector<std::string> keys, plot::Scale scale);

  /// Entries come run after run.
  void add(const MetricsEntry& entry);

  [[nodiscard]] const PlotX& x() const { return x_; }
  [[nodiscard]] plot::Scale scale() const { return scale_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// By its place in names().
  [[nodiscard]] const Key& key(std::size_t index) const { return keys_[index]; }
  /// X was an integer in all entries that have it.
  [[nodiscard]] bool integers() const { return integers_; }
  /// The way X goes in nearly all steps from an entry to its run's next one; a job that took an earlier state up again
  /// goes back now and then.
  [[nodiscard]] plot::Heading heading() const;

 private:
  void follow(std::size_t run, double x);

  PlotX x_;
  plot::Scale scale_;
  std::vector<std::string> names_;
  std::vector<Key> keys_;
  std::map<std::string, std::size_t, std::less<>> index_;
  bool integers_ = true;
  std::size_t run_ = 0;
  std::optional<double> last_x_;  // of run_
  std::uint64_t steps_ = 0;
  std::uint64_t steps_right_ = 0;
  std::uint64_t steps_left_ = 0;
};

/// What a field of an entry is to a plot.
enum class PlotValue {
  Nothing,  ///< no number: a text, true, an array
  Gap,      ///< NaN, an infinity, null, or on a logarithmic scale what is not above 0
  Number,
};
[[nodiscard]] PlotValue plot_value(const MetadataField& field, plot::Scale scale);

}  // namespace logwrap
