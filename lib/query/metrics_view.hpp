// MetricsView: the entries that are to be shown, known before they are, and then as often as they are wanted.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/query/metrics_source.hpp"
#include "lib/query/metrics_survey.hpp"
#include "lib/query/newest.hpp"

namespace logwrap {

class MetricsView {
 public:
  /// Reads the source once. Shown are entries that have one of `keys` (where that is empty, all), of these the newest
  /// that `bounds` allows.
  MetricsView(std::unique_ptr<MetricsSource> source, std::vector<std::string> keys,
              std::optional<Newest::Bounds> bounds);

  /// Of all entries that have one of the keys, be they too old to be shown.
  [[nodiscard]] const MetricsSurvey& survey() const { return survey_; }
  [[nodiscard]] std::uint64_t older() const { return newest_ ? newest_->older() : 0; }
  [[nodiscard]] const std::vector<MetricsRun>& runs() const { return source_->runs(); }
  /// False where not all could be read, which was said.
  [[nodiscard]] bool whole() const { return whole_; }

  /// Run after run, each in its order.
  void each(const std::function<void(const MetricsEntry&)>& take);

 private:
  std::unique_ptr<MetricsSource> source_;
  bool whole_ = true;
  MetricsSurvey survey_;
  std::optional<Newest> newest_;
};

}  // namespace logwrap
