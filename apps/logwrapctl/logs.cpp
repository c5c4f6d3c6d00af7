#include "apps/logwrapctl/logs.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "apps/logwrapctl/line_printer.hpp"
#include "apps/logwrapctl/output.hpp"
#include "apps/logwrapctl/screen.hpp"
#include "lib/base/printer.hpp"
#include "lib/journal/events.hpp"
#include "lib/query/unfinished_lines.hpp"

namespace logwrap {

namespace {

/// Whether it is the closing record of a run that failed.
bool failed(const Record& record) {
  if (!record.event || record.event->name != events::kEnd) return false;
  return std::ranges::any_of(record.event->fields, [](const auto& field) {
    return field.first == "signal" || (field.first == "exit" && field.second != Event::Value(std::int64_t{0}));
  });
}

/// Whether it says that a recorder died: what it had journalled as pending does not come again.
bool took_over(const Record& record) {
  return record.event && record.event->name == events::kResumed;
}

/// Prints what a source has, to its end.
class Show {
 public:
  /// Where `pending` is Events::Shown, lines that were journalled before they were final are shown as the events they
  /// are.
  Show(RecordSource& source, LinePrinter& printer, Output& output, RunOrder order, Events pending)
      : source_(source),
        printer_(printer),
        output_(output),
        order_(order),
        pending_(pending),
        unfinished_(source.runs().size()),
        failed_(source.runs().size()) {}

  /// False where there should have been more: why was said.
  bool all() {
    while (output_.open()) {
      switch (source_.next()) {
        case RecordSource::State::Record:
          record();
          break;
        case RecordSource::State::Note:
          say(source_.note());
          break;
        case RecordSource::State::Wait:
          printer_.pause(ClockAnchor::take().real);
          output_.flush();
          if (output_.open() && !source_.wait(STDOUT_FILENO)) return true;
          break;
        case RecordSource::State::End:
          return true;
        case RecordSource::State::Failed:
          say(source_.note());
          return false;
      }
    }
    return true;
  }

  /// How runs ended that failed: their closing records. "run ID ended: killed by SIGKILL, ..."
  [[nodiscard]] std::vector<std::string> failures() const {
    std::vector<std::string> words;
    for (std::size_t run = 0; run < failed_.size(); ++run) {
      if (!failed_[run].empty()) words.push_back("run " + source_.runs()[run].id + " " + printable(failed_[run]));
    }
    return words;
  }

  /// Of a run that was lost: the lines that it left unfinished.
  void tell_unfinished(std::size_t run) {
    if (run < unfinished_.size() && source_.lost(run)) show_unfinished(run);
  }

 private:
  void show_unfinished(std::size_t run) {
    if (pending_ == Events::Shown) return;
    for (const Record& record : unfinished_[run].take()) printer_.line(run, record);
  }

  void record() {
    const std::size_t run = source_.run();
    if (order_ == RunOrder::OneAfterAnother && run != run_) {  // the run before is over
      printer_.end_of_pieces();
      tell_unfinished(std::exchange(run_, run));
    }
    if (run >= unfinished_.size()) {  // it began while others were followed
      unfinished_.resize(run + 1);
      failed_.resize(run + 1);
    }
    if (failed(source_.record())) failed_[run] = source_.record().line;
    if (took_over(source_.record())) show_unfinished(run);
    if (!unfinished_[run].keep(source_.record()) || pending_ == Events::Shown) printer_.record(source_);
  }

  void say(const std::string& note) {
    printer_.end_of_pieces();
    output_.flush();
    complain(note);
  }

  RecordSource& source_;
  LinePrinter& printer_;
  Output& output_;
  RunOrder order_;
  Events pending_;
  std::vector<UnfinishedLines> unfinished_;  // one for each run
  std::vector<std::string> failed_;          // for each run, how it ended; empty where it has not failed
  std::size_t run_ = 0;
};

RunOrder order_of(const LogsOptions& options) {
  return options.merge ? RunOrder::Merged : RunOrder::OneAfterAnother;
}

bool everything(const LogsOptions& options) {
  const LineFilterOptions& filter = options.filter;
  return options.format != LineFormat::Json && !filter.since && !filter.until;
}

int show(RecordSource& source, LineFilter filter, const LogsOptions& options) {
  Output output;
  if (!options.no_pager && !options.follow && ::isatty(STDIN_FILENO) == 1) output.page_from(terminal_height());
  LinePrinter printer(std::move(filter), options, source.runs(), output);
  const bool as_events = options.format == LineFormat::Json || options.filter.kind == Kind::Event;
  Show shown(source, printer, output, order_of(options), as_events ? Events::Shown : Events::Hidden);
  const bool whole = shown.all();
  printer.end_of_pieces();
  for (std::size_t run = 0; run < source.runs().size(); ++run) shown.tell_unfinished(run);
  printer.end();
  const int status = output.finish();
  if (everything(options) && options.filter.events == Events::Hidden && !as_events) {
    for (const std::string& words : shown.failures()) complain(words);
  }
  for (const std::string& words : source.last_words(everything(options))) complain(words);
  return whole ? status : kExitFailed;
}

}  // namespace

int logs(const CommonOptions& common, const LogsOptions& options) {
  Result<LineFilter> filter = LineFilter::make(options.filter);
  if (!filter) {
    complain(filter.error().message);
    return kExitUsage;
  }
  SourceWish wish;
  wish.runs = options.runs;
  wish.filter = options.filter;
  if (options.context > 0) {  // the lines around are wanted, too
    wish.filter.grep.reset();
    wish.filter.level.reset();
  }
  wish.order = order_of(options);
  wish.ranks = options.merge && !options.reading.selection.names_runs() ? Ranks::Together : Ranks::AsNamed;
  wish.follow = options.follow ? Follow::UntilTheEnd : Follow::No;
  const OpenedSource opened = open_source(common, options.reading, wish);
  if (!opened.source) return opened.exit_status;
  return show(*opened.source, std::move(*filter), options);
}

}  // namespace logwrap
