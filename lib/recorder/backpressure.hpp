// Backpressure: how much the recorder may take while Loki is slower than the job.
//
// While answers come, more slowly than the job prints, and more than kHighWater is unsent, the recorder takes as much
// as is sent, and the job slows down: nothing is lost. While none come it does not: an outage must not stop a job, the
// journal grows to its bound. What happens there is a choice of its own (OnFull).
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "lib/base/clock.hpp"
#include "lib/config/config.hpp"

namespace logwrap {

class Backpressure {
 public:
  /// Bytes of the journal that may be unsent before the job is slowed down.
  static constexpr std::uint64_t kHighWater = 64ULL << 20;
  /// Of the job's output, bytes a second: slower than this it is never made.
  static constexpr double kLeastRate = 1e6;
  /// Answers that are further apart than this are an outage.
  static constexpr std::chrono::seconds kMoving{5};
  /// How often look() is worth calling.
  static constexpr std::chrono::milliseconds kLookEvery{100};

  /// What sent.json says.
  struct Progress {
    std::uint64_t answers = 0;       ///< so far
    std::uint64_t settled = 0;       ///< every record up to this sequence number is
    std::uint64_t unsent_bytes = 0;  ///< of the journal, roughly: for a recorder that did not write all of it itself
  };
  /// How much the journal was given so far, over its whole life.
  struct Written {
    std::uint64_t bytes = 0;
    std::uint64_t seq = 0;  ///< the last record's
  };

  /// `run_limit`: bytes that the journal may hold; of these `reserve` must be free for what is written next. `from`:
  /// what was written before.
  Backpressure(OnFull on_full, std::uint64_t run_limit, std::uint64_t reserve, const Written& from = {0, 0});

  void look(const Progress& progress, const Written& written, Time now);
  /// The recorder took `output` bytes of the job's, which made `written` what it is.
  void took(std::uint64_t output, const Written& written, Time now);

  /// How much of the job's output to take at a time: little where the journal is almost full and the job is to wait
  /// then, because the shortest lines take fifty times their bytes there.
  [[nodiscard]] std::size_t most_at_once(std::size_t usual) const;

  /// For how long nothing is to be taken; 0: go on. Where the journal is full and the job is to wait: until look() says
  /// otherwise, and here a kLookEvery at a time.
  [[nodiscard]] std::chrono::nanoseconds pause(Time now) const;
  /// The same when the job has ended and what is left of its output is taken: only where the journal is full, the job
  /// was to wait then, and Loki moves.
  [[nodiscard]] std::chrono::nanoseconds pause_at_end(Time now) const;

 private:
  [[nodiscard]] std::uint64_t unsent() const { return written_ - sent_; }
  void note_sent(const Progress& progress);
  [[nodiscard]] bool moving(Time now) const;
  [[nodiscard]] double sending_rate() const;
  [[nodiscard]] bool full() const;

  struct Sample {
    Time time;
    std::uint64_t sent = 0;  // of what was written
  };

  OnFull on_full_;
  std::uint64_t full_at_;
  std::uint64_t grain_;  // bytes between two of points_
  std::uint64_t answers_ = 0;
  bool answered_ = false;
  Time answered_at_;
  std::uint64_t written_ = 0;
  std::uint64_t sent_ = 0;      // of what was written, at least
  std::deque<Written> points_;  // what was written when; those that are settled but the last are forgotten
  std::deque<Sample> samples_;  // of the last kMoving, at most one a look
  Time not_before_;             // nothing is to be taken until then
};

}  // namespace logwrap
