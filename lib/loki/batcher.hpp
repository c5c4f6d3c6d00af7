// Batcher: one stream's entries, gathered until they are worth a request.
#pragma once

#include <chrono>
#include <cstddef>
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

  explicit Batcher(const StreamId& stream) { open_.stream = stream; }

  /// Adds to the open batch, which grows to at most `limit` bytes or one entry: one that the entry does not fit into is
  /// returned, closed, and the entry begins the next. `limit` may be lowered for a server that takes less
  /// (Delivery::max_batch_bytes).
  [[nodiscard]] std::optional<Batch> add(const EncodedEntry& entry, Time now, std::size_t limit = kMaxBatchBytes);

  /// No batch is open.
  [[nodiscard]] bool empty() const { return open_.entries.empty(); }
  /// When the open batch was opened kLinger ago; nothing where none is open.
  [[nodiscard]] std::optional<Time> due() const;
  /// The time of the open batch's first entry. Not to be asked where none is open.
  [[nodiscard]] UnixNanos first_ts() const { return open_.entries.front().ts; }
  /// Closes the open batch, of which there is one.
  [[nodiscard]] Batch take();

 private:
  Batch open_;  ///< with no entries where none is open
  Time since_;  ///< when its first entry was added
};

}  // namespace logwrap
