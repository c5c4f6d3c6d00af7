#include "lib/query/metrics_measure.hpp"

#include <algorithm>
#include <cmath>

#include "lib/interpret/x_axis.hpp"

namespace logwrap {

std::optional<PlotX::Value> PlotX::of(const MetricsEntry& entry) const {
  if (!key_) return Value{static_cast<double>(entry.record.ts - starts_.at(entry.run)) / 1e9, false};
  for (const MetadataField& field : entry.metadata.fields) {
    if (field.key != *key_) continue;
    if (!is_x_value(field)) return std::nullopt;
    return Value{static_cast<double>(field.number->value), field.number->integer};
  }
  return std::nullopt;
}

PlotValue plot_value(const MetadataField& field, plot::Scale scale) {
  if (field.type == MetadataField::Type::Null) return PlotValue::Gap;
  if (!field.number) return PlotValue::Nothing;
  const bool shown = std::isfinite(field.number->value) && (scale == plot::Scale::Linear || field.number->value > 0);
  return shown ? PlotValue::Number : PlotValue::Gap;
}

MetricsMeasure::MetricsMeasure(PlotX x, std::vector<std::string> keys, plot::Scale scale)
    : x_(std::move(x)), scale_(scale), names_(std::move(keys)), keys_(names_.size()) {
  for (std::size_t i = 0; i < names_.size(); ++i) index_.emplace(names_[i], i);
}

void MetricsMeasure::follow(std::size_t run, double x) {
  if (run == run_ && last_x_) {
    ++steps_;
    if (x >= *last_x_) ++steps_right_;
    if (x <= *last_x_) ++steps_left_;
  }
  run_ = run;
  last_x_ = x;
}

void MetricsMeasure::add(const MetricsEntry& entry) {
  const std::optional<PlotX::Value> x = x_.of(entry);
  if (x) {
    follow(entry.run, x->number);
    integers_ = integers_ && x->integer;
  }
  for (const MetadataField& field : entry.metadata.fields) {
    const auto found = index_.find(field.key);
    if (found == index_.end()) continue;
    Key& key = keys_[found->second];
    const PlotValue value = plot_value(field, scale_);
    if (value == PlotValue::Nothing) continue;
    if (!x) {
      ++key.without_x;
    } else if (value == PlotValue::Gap) {
      const bool finite = field.number && std::isfinite(field.number->value);
      ++(finite ? key.not_positive : key.not_finite);
    } else {
      ++key.points;
      key.x.add(x->number);
      key.y.add(static_cast<double>(field.number->value));
      if (key.runs.empty() || key.runs.back() != entry.run) key.runs.push_back(entry.run);
    }
  }
}

plot::Heading MetricsMeasure::heading() const {
  const auto nearly_all = [this](std::uint64_t steps) { return steps * 10 >= steps_ * 9; };
  if (nearly_all(steps_right_)) return plot::Heading::Right;
  return nearly_all(steps_left_) ? plot::Heading::Left : plot::Heading::Nowhere;
}

}  // namespace logwrap
