// RecordSource: the records of one run or of several, one at a time, wherever they are kept.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/identity/attributes.hpp"
#include "lib/record/record.hpp"

namespace logwrap {

/// How the records of several runs come.
enum class RunOrder {
  OneAfterAnother,
  Merged,  ///< by their times; of one time in the order of the runs
};

/// A run that records come from.
struct SourceRun {
  std::string id;
  Attributes attributes;
};

class RecordSource {
 public:
  enum class State {
    Record,  ///< record(), json() and run() are set
    Note,    ///< note() is set: something is missing, for people, printable
    Wait,    ///< nothing more for now
    End,     ///< nothing more for ever
    Failed,  ///< note() is why there will be nothing more
  };

  RecordSource() = default;
  RecordSource(const RecordSource&) = delete;
  RecordSource& operator=(const RecordSource&) = delete;
  virtual ~RecordSource() = default;

  /// Goes on to the next one. A source that does not follow never waits.
  [[nodiscard]] virtual State next() = 0;
  /// After Wait: until there may be more, `output_fd`'s reader has gone (then false), or a moment has passed.
  [[nodiscard]] virtual bool wait(int output_fd) = 0;

  [[nodiscard]] virtual const Record& record() const = 0;
  /// The record's line in a journal, without its line feed. Valid until next().
  [[nodiscard]] virtual std::string_view json() = 0;
  /// Which of runs() it is of.
  [[nodiscard]] virtual std::size_t run() const = 0;
  [[nodiscard]] virtual const std::string& note() const = 0;
  /// More may come behind them while they are followed.
  [[nodiscard]] virtual const std::vector<SourceRun>& runs() const = 0;
  /// After the End: whether the run's recording was killed, so that its unfinished lines are its last ones.
  [[nodiscard]] virtual bool lost(std::size_t run) const = 0;
  /// After the End: what has to be said of how a run ended, or of what is not there; printable. `everything`: no line
  /// was left out by who asked.
  [[nodiscard]] virtual std::vector<std::string> last_words(bool everything) = 0;
};

}  // namespace logwrap
