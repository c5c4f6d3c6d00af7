// Delivery: the batches of one stream on their way to Loki, one request at a time, in order.
//
// A state machine without I/O or clock: who has a connection asks it what to send and tells it what came back.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lib/loki/answer.hpp"
#include "lib/loki/backoff.hpp"
#include "lib/loki/batcher.hpp"

namespace logwrap {

class Delivery {
 public:
  /// What became of the batch that was in flight.
  struct Outcome {
    Verdict verdict = Verdict::Again;
    /// The batch, where it need not be sent to this stream again: stored = its size - refused - late.size().
    std::optional<Batch> settled;
    std::size_t refused = 0;  ///< of the settled, for good
    /// Of the settled, those to be sent once more, to the late stream.
    std::vector<Batch::Entry> late;
    std::string says;  ///< the server's words, printable; empty where all was stored
  };

  explicit Delivery(std::uint64_t seed) : backoff_(seed) {}

  /// Behind all that waits. The caller bounds how much that is, by waiting(). `batch` is of one and the same stream
  /// always, and newer than what was pushed before, but for what other deliveries' Outcome::late brings.
  void push(Batch batch);

  /// The batch to be sent now: nothing while one is in flight, a backoff lasts, or none waits. It stays where it is
  /// until answered() is called.
  [[nodiscard]] const Batch* start(Time now);
  /// The answer to the batch that start() gave.
  [[nodiscard]] Outcome answered(const Answer& answer, Time now, UnixNanos real_now);

  /// Ends a backoff: there will be no time for another attempt.
  void hurry() { not_before_ = {}; }

  /// When start() may give something next; nothing while one is in flight or none waits.
  [[nodiscard]] std::optional<Time> next_start() const;
  [[nodiscard]] bool in_flight() const { return in_flight_; }
  /// No batch waits, none is in flight.
  [[nodiscard]] bool idle() const { return queue_.empty(); }
  /// Bytes in all batches that are not settled, the one in flight too.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  /// What the server seems to take in one request: lowered where it was too much, and raised again in small steps.
  [[nodiscard]] std::size_t max_batch_bytes() const { return max_batch_bytes_; }

 private:
  void settle_front(Outcome& outcome);
  void split_front();
  void wait(const Judgement& judgement, Time now);

  std::deque<Batch> queue_;  // the front is the one in flight; bounded by the caller
  std::size_t waiting_ = 0;
  bool in_flight_ = false;
  Time not_before_{};
  Backoff backoff_;
  unsigned too_fast_ = 0;                          // consecutive 429
  std::size_t ceiling_ = Batcher::kMaxBatchBytes;  // below it for good where the server takes no more in one request
  std::size_t max_batch_bytes_ = Batcher::kMaxBatchBytes;  // at most ceiling_
};

}  // namespace logwrap
