// LokiSource: the records of runs as Loki has them, in the order and the shape in which their journals have them.
//
// Runs are read in a few lanes, each a query of some of the runs whose pages come while others are printed, and which
// are merged by time. A run's seq says what is there twice (a resend that Loki kept) and what is missing.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lib/query/journal_source.hpp"
#include "lib/query/line_filter.hpp"
#include "lib/query/record_source.hpp"
#include "lib/remote/find_runs.hpp"
#include "lib/remote/look_back.hpp"
#include "lib/remote/seq_track.hpp"

namespace logwrap {

class LokiSource final : public RecordSource {
 public:
  struct Options {
    RunOrder order = RunOrder::OneAfterAnother;
    Follow follow = Follow::No;
    /// What the server is asked to leave out, as far as it can: whoever reads has to look again.
    LineFilterOptions filter;
    UnixNanos now = 0;
    /// While following, asked now and then for the runs that there are by then; may be empty.
    std::function<std::vector<RemoteRun>()> more;
  };

  /// `queries` outlives the source.
  LokiSource(LokiQueries& queries, std::vector<RemoteRun> runs, Options options);

  [[nodiscard]] State next() override;
  [[nodiscard]] bool wait(int output_fd) override;
  [[nodiscard]] const Record& record() const override { return record_; }
  [[nodiscard]] std::string_view json() override;
  [[nodiscard]] std::size_t run() const override { return run_; }
  [[nodiscard]] const std::string& note() const override { return note_; }
  /// More may come while a source is followed, behind those that there were.
  [[nodiscard]] const std::vector<SourceRun>& runs() const override { return runs_; }
  [[nodiscard]] bool lost(std::size_t run) const override {
    return seen_[run].lost || remote_[run].info.status.state == RunStatus::State::Lost;
  }
  [[nodiscard]] std::vector<std::string> last_words(bool everything) override;

 private:
  struct Found {
    std::size_t run = 0;
    Record record;
  };
  /// Some of the runs, asked for in one query.
  struct Lane {
    PagedQuery query;
    std::deque<Found> found;  // in order; at most two pages
    std::size_t page = 0;     // entries of the last page
    [[nodiscard]] bool runs_low() const { return found.size() <= page / 2; }
  };
  /// What is known of a run's records.
  struct Seen {
    explicit Seen(SeqTrack seqs) : track(std::move(seqs)) {}
    SeqTrack track;
    LookBack look_back;
    UnixNanos from = 0;  // what is asked for at present begins there
    std::uint64_t missing = 0;
    std::optional<std::uint64_t> last_seq;  // of its closing record, once that was read
    Time ended_at;                          // when it was
    bool lost = false;                      // it said that logwrap was killed
  };

  using Runs = std::span<const std::size_t>;  // their places

  void add_run(RemoteRun run);
  void look_for_more();
  /// Lanes for these runs, each from its `from` on.
  void make_lanes(std::vector<std::size_t> runs);
  void add_lanes(Runs runs, std::size_t count, const PageLimits& limits);
  void add_lane(Runs runs, const PageLimits& limits);
  [[nodiscard]] bool leaves_out() const;
  [[nodiscard]] bool server_greps(Runs runs) const;
  [[nodiscard]] LogQuery query_for(Runs runs) const;
  [[nodiscard]] UnixNanos ask_from(std::size_t run);
  [[nodiscard]] TimeRange range_of(Runs runs) const;
  [[nodiscard]] Result<void> fetch(std::chrono::milliseconds timeout);
  [[nodiscard]] Result<void> take(Lane& lane, const HttpResponse& response);
  /// The lane with the earliest record; none where all are read.
  [[nodiscard]] Result<Lane*> next_lane();
  [[nodiscard]] bool go_on();
  [[nodiscard]] bool note_missing(std::size_t run, std::chrono::nanoseconds patience);
  /// All of the run was read, or is not waited for any longer.
  [[nodiscard]] bool is_over(std::size_t run) const;
  [[nodiscard]] bool all_over() const;

  LokiQueries& queries_;
  std::vector<RemoteRun> remote_;
  std::vector<SourceRun> runs_;
  std::map<std::string, std::size_t, std::less<>> index_;  // of a run's id
  Options options_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<Seen> seen_;
  std::size_t read_runs_ = 0;  // whose lanes were made; one after another
  unsigned handed_out_ = 0;
  Time polled_at_;
  Time looked_for_more_;
  std::optional<UnixNanos> polled_up_to_;  // real time, of a follower that has read what was there
  Record record_;
  std::string json_;
  std::size_t run_ = 0;
  std::string note_;
  bool pending_record_ = false;  // record_ comes after the note
};

}  // namespace logwrap
