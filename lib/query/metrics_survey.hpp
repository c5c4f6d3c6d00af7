// MetricsSurvey: what there is to show of some runs' metadata, before it is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/interpret/x_axis.hpp"
#include "lib/query/metrics_source.hpp"

namespace logwrap {

class MetricsSurvey {
 public:
  /// Keys that are told apart. Those that come beyond are not shown, and counted.
  static constexpr std::size_t kMaxKeys = 10'000;

  struct Key {
    std::string name;
    bool has_numbers = false;  ///< in some entry it was a number, if NaN or infinite
  };

  /// Surveyed are entries that have one of `wanted`; where that is empty, all.
  explicit MetricsSurvey(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}

  [[nodiscard]] bool wants(const Metadata& metadata) const;
  /// Entries come run after run, wanted or not.
  void add(const MetricsEntry& entry);

  /// That were wanted.
  [[nodiscard]] std::uint64_t entries() const { return entries_; }
  /// Of all that were wanted, in the order in which they first appeared.
  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }
  /// The key that is X over all that were wanted (XAxis).
  [[nodiscard]] std::optional<std::string> x() const;
  /// Fields that are not shown: beyond kMaxKeys, or left out by MetadataParser.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  /// Whether an entry, wanted or not, has this key.
  [[nodiscard]] bool has(std::string_view key) const { return index_.contains(key) || others_.contains(key); }
  /// The keys of all entries, wanted or not: first those that were, in the order in which they first appeared.
  [[nodiscard]] std::vector<std::string> names() const;
  /// The key that was probably meant by `typed`; empty where none was.
  [[nodiscard]] std::string nearest(std::string_view typed) const;

 private:
  std::vector<std::string> wanted_;
  std::vector<Key> keys_;
  std::map<std::string, std::size_t, std::less<>> index_;  // of a name in keys_
  std::set<std::string, std::less<>> others_;              // of entries that were not wanted; at most kMaxKeys
  XAxis axis_;
  std::uint64_t entries_ = 0;
  std::uint64_t left_out_ = 0;
  std::size_t run_ = 0;
};

}  // namespace logwrap
