// Flow: the entries of one stream at Loki, gathered into batches and delivered in order.
#pragma once

#include <cstdint>
#include <optional>

#include "lib/base/clock.hpp"
#include "lib/loki/batcher.hpp"
#include "lib/loki/delivery.hpp"

namespace logwrap {

class Flow {
 public:
  /// `attempted`: the last entry of the batch that a shipper before this one attempted, or 0. The entries up to it are
  /// sent as that batch again. `seed` is for the backoff's jitter.
  Flow(const StreamId& stream, std::uint64_t attempted, std::uint64_t seed);

  /// False while as much waits as is worth waiting: what is added all the same comes on top.
  [[nodiscard]] bool has_room() const { return delivery_.waiting() < Batcher::kMaxBatchBytes; }
  /// Nothing is gathered, waits, or is in flight.
  [[nodiscard]] bool empty() const { return delivery_.idle() && batcher_.empty() && restored_.entries.empty(); }

  void add(const EncodedEntry& entry, Time now);
  /// Sends what is gathered once it has waited long enough, unless something is under way: then it may grow.
  void close_due(Time now);
  /// Nothing more comes for now that would be worth waiting for.
  void close();

  /// The batch to be sent now, if any; it stays where it is until answered().
  [[nodiscard]] const Batch* start(Time now);
  [[nodiscard]] Delivery::Outcome answered(const Answer& answer, Time now, UnixNanos real_now);

  /// What waits for a backoff is tried at once.
  void hurry() { delivery_.hurry(); }

  /// The last entry that was ever attempted: what comes up to it goes to this stream and no other. 0: none was.
  [[nodiscard]] std::uint64_t attempted() const { return attempted_; }
  /// Whether entries up to `seq` are still to come that an earlier shipper attempted.
  [[nodiscard]] bool restores(std::uint64_t seq) const { return seq <= restoring_; }
  /// Bytes that are gathered, wait, or are in flight, but for what is in the open batch.
  [[nodiscard]] std::size_t waiting() const { return delivery_.waiting() + restored_.text.size(); }
  /// When close_due() or start() has something to do; nothing where only an answer or another entry can change that.
  [[nodiscard]] std::optional<Time> next_due() const;

 private:
  void close_restored();

  StreamId stream_;
  Batcher batcher_;
  Delivery delivery_;
  std::uint64_t attempted_;
  std::uint64_t restoring_;  // entries up to this one belong to restored_; 0: that one is closed
  Batch restored_;           // at most what was one batch before
};

}  // namespace logwrap
