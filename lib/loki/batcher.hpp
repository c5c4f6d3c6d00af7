// Batcher: entries gathered for each stream until they are worth a request.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/clock.hpp"
#include "lib/loki/run_streams.hpp"

namespace logwrap {

/// What goes in one request: entries of one stream, in order, at least one.
struct Batch {
  struct Entry {
    UnixNanos ts = 0;
    std::uint64_t seq = 0;
    std::size_t bytes = 0;  ///< of text
    bool operator==(const Entry&) const = default;
  };
  StreamId stream;
  std::vector<Entry> entries;
  std::string text;  ///< of all entries, encoded but not compressed

  void append(const EncodedEntry& entry);
  bool operator==(const Batch&) const = default;
};

/// The push that carries the batch, compressed. The same batch and labels give the same bytes.
[[nodiscard]] std::string push_body(std::string_view labels, const Batch& batch);

/// Two batches, together the same entries in the same order, of about half the bytes each. `batch` has two entries or
/// more.
[[nodiscard]] std::pair<Batch, Batch> halves(Batch batch);

class Batcher {
 public:
  /// Duplicates that a retry can leave behind grow with a batch's size; a request's cost shrinks with it.
  static constexpr std::size_t kMaxBatchBytes = 256 * 1024;
  /// A line waits half a second until it is final, and then for others: together less than a second and a half.
  static constexpr std::chrono::milliseconds kLinger{800};

  /// Adds to the stream's open batch, which grows to at most `limit` bytes or one entry: one that the entry does not
  /// fit into is returned, closed, and the entry begins the next. `limit` may be lowered for a server that takes less
  /// (Delivery::max_batch_bytes).
  [[nodiscard]] std::optional<Batch> add(const StreamId& stream, const EncodedEntry& entry, Time now,
                                         std::size_t limit = kMaxBatchBytes);

  /// The batches whose first entry was added kLinger ago or earlier, closed; the longest open first.
  [[nodiscard]] std::vector<Batch> take_due(Time now);
  /// No batch is open.
  [[nodiscard]] bool empty() const { return open_.empty(); }
  /// When the next batch is due; nothing where none is open.
  [[nodiscard]] std::optional<Time> next_due() const;
  /// All that is open.
  [[nodiscard]] std::vector<Batch> take_all();

 private:
  struct Open {
    Batch batch;
    Time since;
  };
  std::map<StreamId, Open> open_;  // at most one for each of a run's 18 streams
};

}  // namespace logwrap
