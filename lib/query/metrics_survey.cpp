#include "lib/query/metrics_survey.hpp"

#include <algorithm>

#include "lib/base/suggest.hpp"

namespace logwrap {

bool MetricsSurvey::wants(const Metadata& metadata) const {
  return wanted_.empty() ||
         std::any_of(metadata.fields.begin(), metadata.fields.end(), [this](const MetadataField& field) {
           return std::find(wanted_.begin(), wanted_.end(), field.key) != wanted_.end();
         });
}

void MetricsSurvey::add(const MetricsEntry& entry) {
  if (entry.run != run_) axis_.next_run();
  run_ = entry.run;
  if (!wants(entry.metadata)) {
    for (const MetadataField& field : entry.metadata.fields) {
      if (others_.size() < kMaxKeys && !others_.contains(field.key)) others_.emplace(field.key);
    }
    return;
  }
  axis_.add(entry.metadata);
  ++entries_;
  left_out_ += entry.metadata.left_out;
  for (const MetadataField& field : entry.metadata.fields) {
    auto found = index_.find(field.key);
    if (found == index_.end()) {
      if (keys_.size() == kMaxKeys) {
        ++left_out_;
        continue;
      }
      found = index_.emplace(field.key, keys_.size()).first;
      keys_.push_back({std::string(field.key)});
    }
    if (field.number) keys_[found->second].has_numbers = true;
  }
}

std::optional<std::string> MetricsSurvey::x() const {
  const std::optional<std::string_view> key = axis_.key();
  return key ? std::optional(std::string(*key)) : std::nullopt;
}

std::vector<std::string> MetricsSurvey::names() const {
  std::vector<std::string> names;
  for (const Key& key : keys_) names.push_back(key.name);
  for (const std::string& other : others_) {
    if (!index_.contains(other)) names.push_back(other);
  }
  return names;
}

std::string MetricsSurvey::nearest(std::string_view typed) const {
  return nearest_word(typed, names());
}

}  // namespace logwrap
