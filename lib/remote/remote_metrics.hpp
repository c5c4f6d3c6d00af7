// RemoteMetrics: the metadata of runs in Loki. It is fetched once, and kept in a file for later readings.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/query/metrics_source.hpp"
#include "lib/remote/loki_source.hpp"
#include "lib/remote/spool.hpp"

namespace logwrap {

class RemoteMetrics final : public MetricsSource {
 public:
  using Complain = std::function<void(const std::string&)>;
  /// Called with how many entries have come so far, now and then while it takes its time, and at the end with nothing.
  using Progress = std::function<void(std::optional<std::uint64_t>)>;

  /// `queries` outlives it.
  RemoteMetrics(LokiQueries& queries, std::vector<RemoteRun> runs, const MetricsFilter& filter, UnixNanos now,
                Complain complain, Progress progress);

  bool read(const std::function<void(const MetricsEntry&)>& take) override;
  [[nodiscard]] const std::vector<MetricsRun>& runs() const override { return known_; }

 private:
  [[nodiscard]] bool fetch(const std::function<void(const MetricsEntry&)>& take);
  void hand_over(std::size_t run, const Record& record, const std::function<void(const MetricsEntry&)>& take);

  std::vector<MetricsRun> known_;
  LokiSource source_;
  Complain complain_;
  Progress progress_;
  MetadataParser parser_;
  std::optional<Spool> spool_;
};

}  // namespace logwrap
