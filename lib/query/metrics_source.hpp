// MetricsSource: the metadata of some runs, entry by entry, as often as it is wanted.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/interpret/metadata.hpp"
#include "lib/journal/run.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

struct MetricsFilter {
  std::optional<Stream> stream;    ///< none: every one
  std::optional<UnixNanos> since;  ///< entries from this time on
};

/// One line of metadata. What it refers to is valid until the next one is read.
struct MetricsEntry {
  std::size_t run;  ///< which of the source's runs
  const Record& record;
  const Metadata& metadata;
};

class MetricsSource {
 public:
  /// Called with what a journal lacks, for people; each is said once, however often the journal is read.
  using Complain = std::function<void(const std::string&)>;

  MetricsSource(std::vector<Run> runs, const MetricsFilter& filter, Complain complain);

  /// Hands over all that is recorded now, run after run, each in its order; later calls hand over the same as the first
  /// did, though a run goes on meanwhile. (What is pruned meanwhile is missing.) The room it takes is that of a line.
  void read(const std::function<void(const MetricsEntry&)>& take);

  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }

 private:
  void read_run(std::size_t run, const std::function<void(const MetricsEntry&)>& take);
  [[nodiscard]] bool wants(const Record& record) const;

  std::vector<Run> runs_;
  MetricsFilter filter_;
  Complain complain_;
  MetadataParser parser_;
  std::vector<std::optional<std::uint64_t>> last_seq_;  // of each run that was read, the last record's
};

}  // namespace logwrap
