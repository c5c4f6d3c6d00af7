// SeqTrack: which of a run's records were seen, though they come again, or late and out of their order.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "lib/base/clock.hpp"

namespace logwrap {

class SeqTrack {
 public:
  enum class Begins {
    AtTheFirst,  ///< record 1 is to come
    Anywhere,    ///< the first that comes is the first that is wanted
  };
  enum class Gaps {
    Matter,     ///< every record behind the first is to come
    AreWanted,  ///< some are left out on purpose, and they come in order
  };
  /// Records that are missing before one that is there.
  struct Missing {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool operator==(const Missing&) const = default;
  };

  /// Beyond a gap no more records than this are told apart: then it is given up.
  static constexpr std::size_t kMostBeyond = 100'000;

  SeqTrack(Begins begins, Gaps gaps) : known_(begins == Begins::AtTheFirst), gaps_(gaps) {}

  /// False where it was seen before.
  [[nodiscard]] bool add(std::uint64_t seq, UnixNanos ts, Time now);
  /// The first gap, once it has been there for so long; what is missing is waited for no longer.
  [[nodiscard]] std::optional<Missing> give_up(Time now, std::chrono::nanoseconds patience);

  /// All records up to this one were seen or given up; 0: none.
  [[nodiscard]] std::uint64_t through() const { return through_; }
  /// What is missing is at this time or later; nothing where nothing was seen without a gap before it.
  [[nodiscard]] std::optional<UnixNanos> resume() const { return through_ts_; }
  [[nodiscard]] bool has_gap() const { return !beyond_.empty(); }

 private:
  void advance();

  bool known_;
  Gaps gaps_;
  std::uint64_t through_ = 0;
  std::optional<UnixNanos> through_ts_;
  std::map<std::uint64_t, UnixNanos> beyond_;  // seen behind the first gap; at most kMostBeyond
  Time gap_since_;
};

}  // namespace logwrap
