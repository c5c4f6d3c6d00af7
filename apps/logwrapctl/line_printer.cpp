#include "apps/logwrapctl/line_printer.hpp"

#include <algorithm>
#include <utility>

#include "apps/logwrapctl/screen.hpp"
#include "lib/base/printer.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

bool colours(ColourWish wish) {
  return wish == ColourWish::Always || (wish == ColourWish::Auto && wants_colour());
}

}  // namespace

LinePrinter::LinePrinter(LineFilter filter, const LogsOptions& options, std::vector<SourceRun> runs, Output& output)
    : filter_(std::move(filter)),
      options_(options),
      runs_(std::move(runs)),
      output_(output),
      prefix_(runs_, colours(options.colour) ? LinePrefix::Colour::On : LinePrefix::Colour::Off),
      colour_(colours(options.colour)),
      share_(options.merge && !options.all && runs_.size() > 1),
      joiners_(runs_.size()) {}

void LinePrinter::set_runs(const std::vector<SourceRun>& runs) {
  runs_ = runs;
  prefix_ = LinePrefix(runs_, colour_ ? LinePrefix::Colour::On : LinePrefix::Colour::Off);
  share_ = options_.merge && !options_.all && runs_.size() > 1;
  joiners_.resize(runs_.size());
}

void LinePrinter::record(RecordSource& source) {
  const Record& record = source.record();
  if (source.runs().size() > runs_.size()) set_runs(source.runs());
  if (!filter_.wants(record)) return;
  const bool alone = options_.context == 0 || options_.format == LineFormat::Json;  // nothing around it is shown
  if (alone && !filter_.is_serious(record)) return;
  if (options_.format == LineFormat::Json) return json(source);
  if (std::optional<Record> line = joiners_[source.run()].add(record)) choose(source.run(), *std::move(line));
}

void LinePrinter::line(std::size_t run, const Record& line) {
  if (filter_.wants(line)) choose(run, line);
}

void LinePrinter::json(RecordSource& source) {
  if (!filter_.contains(source.record().line)) return;
  std::string text(source.json());
  if (runs_.size() > 1) {
    std::string run = R"({"run":)";
    append_json_string(run, runs_[source.run()].id);
    text = run + ',' + text.substr(1);
  }
  const bool plain = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x7F; });
  output_.write((plain ? text : printable_json(text)) + "\n");
}

void LinePrinter::end_of_pieces() {
  for (std::size_t run = 0; run < joiners_.size(); ++run) {
    while (std::optional<Record> line = joiners_[run].take_unfinished()) choose(run, *std::move(line));
  }
}

/// Level and pattern, and the lines around those that have them.
void LinePrinter::choose(std::size_t run, Record line) {
  if (filter_.is_serious(line) && filter_.contains(line.line)) {
    if (options_.context > 0 && shown_any_ && skipped_) output_.write("--\n");
    skipped_ = false;
    for (auto& [whose, earlier] : std::exchange(before_, {})) show(whose, std::move(earlier));
    after_ = options_.context;
    return show(run, std::move(line));
  }
  if (options_.context == 0) return;
  if (after_ > 0) {
    --after_;
    return show(run, std::move(line));
  }
  before_.emplace_back(run, std::move(line));
  if (before_.size() <= options_.context) return;
  before_.pop_front();
  skipped_ = true;
}

void LinePrinter::show(std::size_t run, Record line) {
  shown_any_ = true;
  if (!share_) return print(line, {run});
  const UnixNanos ts = line.ts;
  same_.add(run, std::move(line));
  pause(ts);
}

void LinePrinter::pause(UnixNanos now) {
  for (const SharedLine& shared : same_.take(now)) print(shared.record, shared.runs);
}

void LinePrinter::end() {
  end_of_pieces();
  for (const SharedLine& shared : same_.take_all()) print(shared.record, shared.runs);
}

void LinePrinter::print(const Record& line, const std::vector<std::size_t>& runs) {
  std::string out;
  if (runs_.size() > 1 && !options_.merge && heading_ != runs.front()) {
    out = (heading_ ? "\n" : "") + prefix_.heading(runs.front()) + "\n";
    heading_ = runs.front();
  }
  std::string prefix;
  if (options_.timestamps) {
    const std::string time = format_time(line.ts, options_.zone);
    prefix += (colour_ ? dim(time) : time) + " ";
  }
  if (options_.merge) prefix += prefix_.of(runs);
  // Lines that were joined to one record, and the bars of a display, stand below each other as they were printed.
  for (std::string_view rest = line.line;;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string text =
        options_.format == LineFormat::Raw ? std::string(rest.substr(0, end)) : printable(rest.substr(0, end));
    if (line.kind == Kind::Event) text = "-- " + text + " --";
    out += prefix + (colour_ ? coloured_by_level(std::move(text), line) : text) + "\n";
    if (end == rest.size()) break;
    rest.remove_prefix(end + 1);
  }
  output_.write(out);
}

}  // namespace logwrap
