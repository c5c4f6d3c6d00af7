// Lane: the records of one of a run's streams on their way to Loki, in two flows: what is fresh to the stream that
// other runs may share, what is late to a stream of this run's own.
//
// Its records are offered in order by who reads the whole journal. Where Loki does not take what is fresh fast enough
// the lane falls behind, and reads the journal for itself until it has caught up. What is late it always reads for
// itself: an hour's backlog must not hold up what is printed now. So no more is held than a few batches, whatever the
// backlog is.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "lib/journal/sent.hpp"
#include "lib/ship/flow.hpp"
#include "lib/ship/lane_reader.hpp"

namespace logwrap {

class Lane {
 public:
  using Writer = JournalReader::Writer;

  /// `from`: where a shipper before this one left off. The references outlive it.
  Lane(const Run& run, RunStreams& streams, const StreamId& id, const SentStream& from, std::uint64_t seed);

  /// What the lane makes of a record whose head was seen, `real_now` being the real time.
  enum class Route : std::uint8_t {
    Known,  ///< it was here already, or the lane reads for itself: nothing is to be done
    Late,   ///< it is late, and will be read when its turn comes
    Fresh,  ///< it is to be offered
  };
  [[nodiscard]] Route route(const RecordHead& head, UnixNanos real_now);
  /// A record that route() found fresh. False: there is no room; it may be offered again.
  [[nodiscard]] bool offer(const Record& record, Time now);
  /// Reads for itself from now on, beginning with `record`, for which there is no room.
  void fall_behind(const Record& record);
  [[nodiscard]] bool behind() const { return behind_.has_value(); }

  /// Reads what there is room for: what is late, and, where it fell behind, what is fresh. `passed` is the last record
  /// that the journal's reader has come to. True where there is more to be read at once.
  bool read(Time now, UnixNanos real_now, Writer writer, std::uint64_t passed);
  /// Closes what has lingered; and all that is gathered where `all` comes for now.
  enum class Gathering : std::uint8_t { GoesOn, IsOver };
  void close_batches(Time now, Gathering gathering);

  [[nodiscard]] Flow& fresh() { return fresh_; }
  [[nodiscard]] const Flow& fresh() const { return fresh_; }
  [[nodiscard]] Flow& late() { return late_flow_; }
  [[nodiscard]] const Flow& late() const { return late_flow_; }
  /// The fresh flow's batch was settled: `batch` with `late` of it, which go to the late stream.
  void settle_fresh(const Batch& batch, const std::vector<Batch::Entry>& late);
  void settle_late(const Batch& batch);

  /// Every record that the journal's reader has come to is settled.
  [[nodiscard]] bool settled() const { return !behind_ && fresh_.empty() && late_flow_.empty() && late_.empty(); }
  /// For sent.json, `passed` as above.
  [[nodiscard]] SentStream state(std::uint64_t passed);
  /// Of the journal, roughly, behind the oldest record that is not settled.
  [[nodiscard]] std::uint64_t unsent_bytes() const;
  /// The oldest record so far that Loki may refuse for its age, and its age; reset by reading it.
  struct Aged {
    UnixNanos ts = 0;
    Age age = Age::Fresh;
  };
  [[nodiscard]] std::optional<Aged> take_aged() { return std::exchange(aged_, std::nullopt); }

 private:
  [[nodiscard]] Route decide(const RecordHead& head, UnixNanos real_now);
  [[nodiscard]] bool is_late(const RecordHead& head, UnixNanos real_now) const;
  void make_late(std::uint64_t seq);
  void note_age(const RecordHead& head, UnixNanos real_now);
  bool read_fresh(Time now, UnixNanos real_now, Writer writer, std::uint64_t passed);
  bool read_late(Time now, Writer writer);
  [[nodiscard]] bool late_may_go(std::uint64_t seq) const;
  void take_late(Time now);
  void forget_late_before(std::uint64_t seq);

  const Run& run_;
  RunStreams& streams_;
  StreamId id_;
  Flow fresh_;
  Flow late_flow_;
  std::uint64_t decided_;  // of records up to this one it is decided whether they are late
  std::uint64_t done_;     // records up to this one are settled or late
  std::optional<LaneReader> behind_;
  std::deque<std::uint64_t> fresh_seqs_;  // what fresh_ holds; bounded as that is
  std::uint64_t last_late_ = 0;           // the record decided last, where it is late
  SeqRanges late_;                        // late and not settled
  SeqRanges late_unread_;                 // of these, those that late_reader_ has not come to
  SeqRanges late_done_;                   // late and settled, behind done_: they must not come again
  std::optional<LaneReader> late_reader_;
  std::deque<SeqRange> late_taken_;  // what each entry in late_flow_ settles; bounded as that is
  std::optional<Aged> aged_;
};

}  // namespace logwrap
