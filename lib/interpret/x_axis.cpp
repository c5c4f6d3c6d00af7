#include "lib/interpret/x_axis.hpp"

#include <cmath>

namespace logwrap {

namespace {

constexpr std::string_view kProgress = "progress";
constexpr std::string_view kEpoch = "epoch";
constexpr int kSteps = 7;

bool is_named(std::string_view key) {
  return key == kProgress || key == kEpoch;
}

}  // namespace

bool is_x_value(const MetadataField& field) {
  if (!field.number || !std::isfinite(field.number->value)) return false;
  return field.number->integer || field.json.find_first_of(".eE") != std::string_view::npos;
}

void XAxis::Watched::add(const JsonNumber& number) {
  if (seen) {
    never_smaller = never_smaller && number.value >= last;
    never_larger = never_larger && number.value <= last;
  }
  integers = integers && number.integer;
  last = number.value;
  seen = true;
}

int XAxis::Watched::step() const {
  const bool constant = never_smaller && never_larger;
  if (constant) return kSteps;
  if (never_smaller) return integers ? 3 : 4;
  if (never_larger) return integers ? 5 : 6;
  return kSteps;
}

void XAxis::add(const Metadata& entry) {
  std::size_t place = 0;
  for (const MetadataField& field : entry.fields) {
    if (!is_x_value(field)) continue;
    if (place == in_order_.size()) in_order_.push_back(nullptr);
    Keys::value_type*& known = in_order_[place++];
    if (known == nullptr || known->first != field.key) known = watch(field.key);
    if (known != nullptr) known->second.add(*field.number);
  }
}

XAxis::Keys::value_type* XAxis::watch(std::string_view key) {
  auto found = keys_.find(key);
  if (found == keys_.end()) {
    if (keys_.size() >= kMaxKeys && !is_named(key)) {
      ++left_out_;
      return nullptr;
    }
    found = keys_.try_emplace(std::string(key)).first;
  }
  return &*found;
}

void XAxis::next_run() {
  for (auto& [key, watched] : keys_) watched.seen = false;
}

std::optional<std::string_view> XAxis::key() const {
  if (keys_.contains(kProgress)) return kProgress;
  if (keys_.contains(kEpoch)) return kEpoch;
  std::optional<std::string_view> best;
  int best_step = kSteps + 1;
  for (const auto& [key, watched] : keys_) {
    const int step = watched.step();
    if (step >= best_step) continue;
    best = key;
    best_step = step;
  }
  return best;
}

std::optional<X> XAxis::x_of(const Metadata& entry) const {
  const std::optional<std::string_view> chosen = key();
  if (!chosen) return std::nullopt;
  for (const MetadataField& field : entry.fields) {
    if (field.key == *chosen && is_x_value(field)) return X{std::string(*chosen), std::string(field.json)};
  }
  return std::nullopt;
}

}  // namespace logwrap
