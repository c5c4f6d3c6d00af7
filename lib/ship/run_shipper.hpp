// RunShipper: one run's records on their way to Loki: what is to be sent next, and what the answers make of it. Reads
// the journal; knows neither sockets nor clocks.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/journal/journal_reader.hpp"
#include "lib/journal/sent.hpp"
#include "lib/ship/lane.hpp"

namespace logwrap {

/// Its one caller does, again and again: read(), start(), save sent() where it has changed, send, wait, answered().
class RunShipper {
 public:
  using Writer = JournalReader::Writer;

  /// `from`: what an earlier shipper of the run left behind, or a Sent{} with its `labels`. The references outlive it.
  RunShipper(const Run& run, RunStreams& streams, Sent from, std::uint64_t seed);

  /// Reads on in the journal, as far as there is room. True where it should be called again at once.
  bool read(Time now, UnixNanos real_now, Writer writer);

  struct Request {
    StreamId stream;
    std::string body;
  };
  /// What is to be sent now. Before it is, sent() has to be saved.
  [[nodiscard]] std::vector<Request> start(Time now);
  void answered(const StreamId& stream, const Answer& answer, Time now, UnixNanos real_now);

  /// When start() may have something though nothing was read or answered; nothing where it will not.
  [[nodiscard]] std::optional<Time> next_due() const;

  /// As it is to be kept now.
  [[nodiscard]] const Sent& sent();
  /// All that the journal holds is settled, and nobody writes it any more.
  [[nodiscard]] bool complete() const { return end_ == End::ForEver && settled(); }
  /// Records that are not settled: those that were read, and what lies in the journal behind them is not counted.
  [[nodiscard]] std::uint64_t unsent() const;
  /// Whether all records that the journal has just now were read, so that unsent() is all.
  [[nodiscard]] bool at_end() const { return end_ != End::No; }

  /// No backoff is waited for any longer.
  void hurry();
  /// Answers so far that say that the server works.
  [[nodiscard]] std::uint64_t answers() const { return sent_.answers; }
  /// Records that are stored, refused, or have gone from the journal.
  [[nodiscard]] std::uint64_t settled_records() const { return sent_.settled(); }

  /// Messages for the user, each given once.
  [[nodiscard]] std::vector<std::string> take_notices();

 private:
  enum class End : std::uint8_t { No, ForNow, ForEver };

  [[nodiscard]] Lane& lane(const StreamId& id);
  [[nodiscard]] Lane& lane_of(Stream stream, Kind kind);
  [[nodiscard]] bool select(const RecordHead& head);
  bool read_front(Time now, Writer writer);
  [[nodiscard]] bool dispatch(Time now);
  [[nodiscard]] bool settled() const;
  void start(Flow& flow, Time now, std::vector<Request>& requests);
  void count(const Delivery::Outcome& outcome, Time now, UnixNanos real_now);
  [[nodiscard]] bool says_it_works(const Delivery::Outcome& outcome, Time now) const;
  void measure();
  void note_ages();

  const Run& run_;
  RunStreams& streams_;
  std::uint64_t seed_;
  Sent sent_;
  std::map<StreamId, Lane> lanes_;                  // at most nine
  std::array<std::array<Lane*, 3>, 3> lanes_of_{};  // in lanes_, by a record's stream and kind, once looked up
  JournalReader front_;
  bool holds_ = false;                 // front_'s record waits for room in its lane
  std::optional<Time> blocked_since_;  // when it began to
  std::uint64_t passed_ = 0;           // the last record that went to its lane, or is the lane's own affair
  End end_ = End::No;
  Time now_{};                    // of the read() that came last
  UnixNanos real_now_ = 0;        // likewise
  std::optional<Time> taken_at_;  // when a batch was settled last
  Time measured_{};               // when it was looked how much is left
  std::vector<std::string> notices_;
  Age worst_age_ = Age::Fresh;  // that a notice was given for
};

}  // namespace logwrap
