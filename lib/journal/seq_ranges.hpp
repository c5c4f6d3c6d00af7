// SeqRanges: sequence numbers of records of one stream of a run, as ranges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace logwrap {

/// Both ends included. The numbers of other streams' records may lie between, and mean nothing.
struct SeqRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const SeqRange&) const = default;
};

class SeqRanges {
 public:
  SeqRanges() = default;
  /// Ranges in any order; those that meet are made one, those upside down are left out.
  explicit SeqRanges(const std::vector<SeqRange>& ranges);

  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] std::size_t size() const { return ranges_.size(); }
  [[nodiscard]] const std::vector<SeqRange>& all() const { return ranges_; }
  [[nodiscard]] std::optional<std::uint64_t> first() const;
  [[nodiscard]] bool contains(std::uint64_t seq) const { return containing(seq).has_value(); }
  /// The range that `seq` lies in.
  [[nodiscard]] std::optional<SeqRange> containing(std::uint64_t seq) const;

  void add(SeqRange range);
  void remove(SeqRange range);

  bool operator==(const SeqRanges&) const = default;

 private:
  std::vector<SeqRange> ranges_;  // in order, apart from each other; its bound is its owner's
};

}  // namespace logwrap
