#include "apps/logwrapctl/logs.hpp"

#include <unistd.h>

#include <chrono>

#include "apps/logwrapctl/line_printer.hpp"
#include "apps/logwrapctl/output.hpp"
#include "lib/base/printer.hpp"
#include "lib/journal/journal_reader.hpp"
#include "lib/journal/watch.hpp"
#include "lib/query/unfinished_lines.hpp"

namespace logwrap {

namespace {

using Writer = JournalReader::Writer;

/// How long a follower may take to notice that logwrap was killed: everything else wakes it at once.
constexpr std::chrono::milliseconds kLookAgain{200};

/// Prints one run, to its end as it is now or, following, to its end.
class Show {
 public:
  /// Where `pending` is Events::Shown, lines that were journalled before they were final are shown as the events they
  /// are.
  Show(const Run& run, LinePrinter& printer, Output& output, Events pending)
      : run_(run), printer_(printer), output_(output), pending_(pending), reader_(run) {}

  /// Answers how the run stood when its last record was read.
  Liveness all_there_is() {
    const Liveness live = liveness(run_);
    read(live == Liveness::Running ? Writer::Alive : Writer::Gone);
    return live;
  }

  /// Of a run that has ended: what could not even be said in the journal, or that there was nothing to show.
  void tell_the_rest(bool everything_shown) const {
    const Result<RunInfo> info = run_.read_info();
    if (!info) return;
    const std::uint64_t unwritten = info->counts.dropped(Drop::Disk);
    if (!ended_ && unwritten > 0) {
      complain("run " + run_.id() + ": its last lines could not be written to the journal; in all " +
               std::to_string(unwritten) + (unwritten == 1 ? " line is missing" : " lines are missing"));
    } else if (everything_shown && info->counts.recorded == 0) {
      complain("run " + run_.id() + ": no line was recorded");
    }
  }

  /// Of a run that was lost: the lines that it left unfinished.
  void tell_unfinished() {
    for (const Record& record : unfinished_.take()) printer_.record(record, {});
  }

  Liveness follow() {
    Watch watch(run_.fd());
    while (true) {
      const Liveness live = all_there_is();
      output_.flush();
      if (live != Liveness::Running || !output_.open()) return live;
      if (watch.wait(kLookAgain, STDOUT_FILENO) == Watch::Woken::OutputClosed) return live;
    }
  }

 private:
  void read(Writer writer) {
    while (output_.open()) {
      switch (reader_.next(writer)) {
        case JournalReader::State::Record:
          ended_ = reader_.record().event && reader_.record().event->name == "end";
          if (!unfinished_.keep(reader_.record()) || pending_ == Events::Shown)
            printer_.record(reader_.record(), reader_.json());
          break;
        case JournalReader::State::Note:
          note();
          break;
        case JournalReader::State::Passed:
          break;
        case JournalReader::State::Wait:
        case JournalReader::State::End:
          return;
      }
    }
  }

  void note() {
    printer_.end_of_pieces();
    output_.flush();
    complain("run " + run_.id() + ": " + printable(describe(reader_.note())));
  }

  const Run& run_;
  LinePrinter& printer_;
  Output& output_;
  Events pending_;
  UnfinishedLines unfinished_;
  JournalReader reader_;
  bool ended_ = false;  ///< the last record was the run's closing one
};

int show(const Run& run, LineFilter filter, const LogsOptions& options) {
  Output output;
  LinePrinter printer(std::move(filter), options, output);
  const bool as_events = options.format == LineFormat::Json || options.filter.kind == Kind::Event;
  Show shown(run, printer, output, as_events ? Events::Shown : Events::Hidden);
  const Liveness live = options.follow ? shown.follow() : shown.all_there_is();
  printer.end_of_pieces();
  if (live == Liveness::Lost && !as_events) shown.tell_unfinished();
  const int status = output.finish();
  if (live == Liveness::Finished) shown.tell_the_rest(options.format != LineFormat::Json);
  if (live == Liveness::Lost)
    complain("run " + run.id() + " was lost: logwrap or the machine was killed before its end");
  return status;
}

}  // namespace

int logs(const CommonOptions& common, const LogsOptions& options) {
  Result<LineFilter> filter = LineFilter::make(options.filter);
  if (!filter) {
    complain(filter.error().message);
    return kExitUsage;
  }
  const OpenedStateDir opened = open_for_reading(common);
  if (opened.exit_status != kExitOk) return opened.exit_status;
  const std::optional<Run> run = find_run(opened, options.run);
  if (!run) return kExitFailed;
  return show(*run, std::move(*filter), options);
}

}  // namespace logwrap
