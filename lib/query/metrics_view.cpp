#include "lib/query/metrics_view.hpp"

namespace logwrap {

MetricsView::MetricsView(std::unique_ptr<MetricsSource> source, std::vector<std::string> keys,
                         std::optional<Newest::Bounds> bounds)
    : source_(std::move(source)), survey_(std::move(keys)) {
  if (bounds) newest_.emplace(*bounds);
  whole_ = source_->read([this](const MetricsEntry& entry) {
    survey_.add(entry);
    if (newest_ && survey_.wants(entry.metadata)) newest_->add(entry);
  });
}

void MetricsView::each(const std::function<void(const MetricsEntry&)>& take) {
  whole_ = source_->read([&](const MetricsEntry& entry) {
    if (survey_.wants(entry.metadata) && (!newest_ || newest_->has(entry))) take(entry);
  }) && whole_;
}

}  // namespace logwrap
