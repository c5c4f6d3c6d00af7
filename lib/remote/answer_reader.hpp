// What Loki answers to a query_range, read entry by entry. The format is that of its HTTP API: structured metadata
// stands among the labels of a stream, so that nearly every entry is a stream of its own.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"
#include "lib/identity/labels.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// One entry. What it refers to lasts for the call that hands it over.
struct EntryView {
  using Pair = std::pair<std::string_view, std::string_view>;
  UnixNanos ts = 0;
  std::string_view line;
  std::span<const Pair> labels;  ///< of its stream, and its structured metadata

  /// Of one of these; empty where there is none.
  [[nodiscard]] std::string_view value(std::string_view name) const;
};

/// Hands over each entry, stream after stream, and answers how many there were. Fails where the body is no such answer;
/// entries that were handed over before are none.
[[nodiscard]] Result<std::size_t> read_entries(std::string_view body,
                                               const std::function<void(const EntryView&)>& take);

/// The numbers of an instant metric query: for each of its series the label `name` and the value.
[[nodiscard]] Result<std::size_t> read_numbers(std::string_view body, std::string_view name,
                                               const std::function<void(std::string_view, double)>& take);

/// What Loki answers to a series query: the labels of each stream.
[[nodiscard]] Result<std::vector<LabelSet>> read_series(std::string_view body);

/// The record that was sent as this entry. Nothing where it is none of logwrap's, which carry run_id and seq.
[[nodiscard]] std::optional<Record> record_of(const EntryView& entry);

}  // namespace logwrap
