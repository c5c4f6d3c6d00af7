// MetricsSource: the metadata of some runs, entry by entry, as often as it is wanted.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/identity/attributes.hpp"
#include "lib/interpret/metadata.hpp"
#include "lib/journal/run.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

struct MetricsFilter {
  std::optional<Stream> stream;      ///< none: every one
  std::optional<UnixNanos> since;    ///< entries from this time on
  std::optional<UnixNanos> until{};  ///< entries before this time
};

/// One line of metadata. What it refers to is valid until the next one is read.
struct MetricsEntry {
  std::size_t run;  ///< which of the source's runs
  const Record& record;
  const Metadata& metadata;
};

/// A run that entries come from.
struct MetricsRun {
  std::string id;
  Attributes attributes;
  std::optional<UnixNanos> start;  ///< none where it is not known
};

class MetricsSource {
 public:
  MetricsSource() = default;
  MetricsSource(const MetricsSource&) = delete;
  MetricsSource& operator=(const MetricsSource&) = delete;
  virtual ~MetricsSource() = default;

  /// Hands over all there is, run after run, each in its order; later calls hand over the same as the first did, though
  /// a run goes on meanwhile. The room it takes is that of a line. False where not all could be read, which was said.
  virtual bool read(const std::function<void(const MetricsEntry&)>& take) = 0;

  [[nodiscard]] virtual const std::vector<MetricsRun>& runs() const = 0;
};

/// What runs are called where several are shown: "rank 3" where they are ranks of one job, else their ids.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<MetricsRun>& runs);

/// The metadata in journals.
class JournalMetrics final : public MetricsSource {
 public:
  /// Called with what a journal lacks, for people; each is said once, however often the journal is read.
  using Complain = std::function<void(const std::string&)>;

  JournalMetrics(std::vector<Run> runs, const MetricsFilter& filter, Complain complain);

  /// What is pruned between two calls is missing in the later one.
  bool read(const std::function<void(const MetricsEntry&)>& take) override;
  [[nodiscard]] const std::vector<MetricsRun>& runs() const override { return known_; }

 private:
  void read_run(std::size_t run, const std::function<void(const MetricsEntry&)>& take);
  [[nodiscard]] bool wants(const Record& record) const;

  std::vector<Run> runs_;
  std::vector<MetricsRun> known_;
  MetricsFilter filter_;
  Complain complain_;
  MetadataParser parser_;
  std::vector<std::optional<std::uint64_t>> last_seq_;  // of each run that was read, the last record's
};

}  // namespace logwrap
