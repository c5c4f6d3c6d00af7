// JournalSource: the records of runs of this machine's state directory, out of their journals.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lib/journal/journal_reader.hpp"
#include "lib/journal/run.hpp"
#include "lib/journal/watch.hpp"
#include "lib/query/record_source.hpp"

namespace logwrap {

/// Whether a reader goes on when it has read what is there.
enum class Follow {
  No,
  UntilTheEnd,  ///< of every run
};

class JournalSource final : public RecordSource {
 public:
  JournalSource(std::vector<Run> runs, RunOrder order, Follow follow);

  [[nodiscard]] State next() override;
  [[nodiscard]] bool wait(int output_fd) override;
  [[nodiscard]] const Record& record() const override { return lanes_[at_]->reader.record(); }
  [[nodiscard]] std::string_view json() override { return lanes_[at_]->reader.json(); }
  [[nodiscard]] std::size_t run() const override { return at_; }
  [[nodiscard]] const std::string& note() const override { return note_; }
  [[nodiscard]] const std::vector<SourceRun>& runs() const override { return runs_; }
  [[nodiscard]] bool lost(std::size_t run) const override { return lanes_[run]->live == Liveness::Lost; }
  [[nodiscard]] std::vector<std::string> last_words(bool everything) override;

 private:
  enum class Has { Nothing, Record, NothingForNow, NothingEver };
  struct Lane {
    explicit Lane(Run of) : run(std::move(of)), reader(run) {}
    Run run;
    JournalReader reader;
    Liveness live = Liveness::Lost;
    bool looked = false;  // whether the run lives, since it was last waited for
    bool ended = false;   // the last record was the run's closing one
    Has has = Has::Nothing;
  };

  /// Until the lane has something, or has a note: then true.
  [[nodiscard]] bool fill(Lane& lane);
  [[nodiscard]] State next_of_one();
  [[nodiscard]] State next_of_all();

  std::vector<SourceRun> runs_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  RunOrder order_;
  Follow follow_;
  std::unique_ptr<Watch> watch_;  // of lane watched_
  std::size_t watched_ = 0;
  std::size_t at_ = 0;
  std::string note_;
};

}  // namespace logwrap
