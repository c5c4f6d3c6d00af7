#include "lib/recorder/watch.hpp"

#include <cmath>

#include "lib/interpret/progress.hpp"
#include "lib/journal/make_event.hpp"
#include "lib/recorder/job_processes.hpp"

namespace logwrap {

namespace {

using Fields = std::vector<std::pair<std::string, Event::Value>>;

std::string joined(const std::vector<std::string>& rows) {
  std::string text;
  for (const std::string& row : rows) text += (text.empty() ? "" : "\n") + row;
  return text;
}

std::string movement(const std::vector<std::string>& rows) {
  std::string all;
  for (const std::string& row : rows) all += movement_of(row) + "\n";
  return all;
}

/// Whole numbers as integers.
void append_number(Fields& fields, const std::string& name, const std::optional<double>& value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: what a double has exactly
  if (!value || !std::isfinite(*value)) return;
  if (std::floor(*value) == *value && std::abs(*value) <= kExact) {
    fields.emplace_back(name, static_cast<std::int64_t>(*value));
  } else {
    fields.emplace_back(name, *value);
  }
}

std::int64_t milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

Record progress_event(Stream stream, const std::vector<std::string>& rows, UnixNanos time) {
  Record record = make_event("progress", joined(rows), time);
  record.stream = stream;
  int bars = 0;
  for (const std::string& row : rows) {
    const Progress progress = progress_of(row);
    if (!progress.any()) continue;
    const std::string suffix = ++bars == 1 ? "" : "_" + std::to_string(bars);
    append_number(record.event->fields, "n" + suffix, progress.n);
    append_number(record.event->fields, "total" + suffix, progress.total);
    append_number(record.event->fields, "rate" + suffix, progress.rate);
    append_number(record.event->fields, "percent" + suffix, progress.percent);
  }
  return record;
}

Watch::Watch(const Config& config, const ClockAnchor& anchor, const Interpreter& interpreter, Redaction& redaction,
             std::deque<StreamRecorder>& streams, Time start)
    : progress_every_(config.progress),
      anchor_(anchor),
      interpreter_(interpreter),
      redaction_(redaction),
      streams_(streams),
      stall_(config.stall, start) {}

void Watch::printed(Time now) {
  stall_.printed(now);
  if (!progress_every_ || progress_due_) return;
  // A bar that is short is final before it is told of.
  progress_due_ = progress_told_ ? std::max(now, *progress_told_ + *progress_every_) : now + *progress_every_;
}

std::optional<Time> Watch::next_due() const {
  const std::optional<Time> stall = stall_.next_due();
  return progress_due_ && (!stall || *progress_due_ < *stall) ? progress_due_ : stall;
}

std::vector<Record> Watch::tell(Time now, pid_t job) {
  std::vector<Record> events;
  if (progress_due_ && now >= *progress_due_) {
    progress_due_.reset();
    if (interpreter_.waiting() > 0) {
      progress_due_ = now + Joiner::kWait;  // what waits is older, and would stand behind it
    } else {
      progress_told_ = now;
      for (StreamRecorder& stream : streams_) tell_progress(stream, now, events);
    }
  }
  if (const std::optional<Time> due = stall_.next_due(); due && now >= *due) {
    const StallWatch::News news = stall_.look(display(), now);
    if (news == StallWatch::News::Stalled) events.push_back(stall_event(now, job));
    if (news == StallWatch::News::GoesOn) events.push_back(stall_over_event(now));
  }
  return events;
}

void Watch::tell_progress(StreamRecorder& stream, Time now, std::vector<Record>& events) {
  const std::vector<std::string> rows = unfinished_rows(stream, interpreter_, redaction_);
  std::string moved = movement(rows);
  std::string& told = told_.at(static_cast<std::size_t>(stream.stream()));
  const bool tell = !rows.empty() && moved != told;
  told = std::move(moved);
  if (tell) events.push_back(progress_event(stream.stream(), rows, anchor_.unix_nanos(now)));
}

/// Only compared, never told: so of what a mode forbids, too.
std::string Watch::display() {
  std::string all = std::to_string(lines_) + "\n";
  for (StreamRecorder& stream : streams_) {
    for (const UnfinishedLine& line : unfinished_lines(stream)) all += movement_of(line.text) + "\n";
  }
  return all;
}

Record Watch::stall_event(Time now, pid_t job) {
  std::string text = "nothing was printed, and no bar moved, for " + format_duration(stall_.silence().count());
  Fields fields{{"silent_ms", milliseconds(stall_.silence())}};
  for (StreamRecorder& stream : streams_) {
    const std::vector<std::string> rows = unfinished_rows(stream, interpreter_, redaction_);
    if (rows.empty()) continue;
    text += "; " + std::string(name(stream.stream())) + " stands at: " + rows.back();
    fields.emplace_back("screen_" + std::string(name(stream.stream())), joined(rows));
  }
  std::vector<std::string> processes;
  if (job > 0) {
    for (const JobProcess& process : job_processes(job)) processes.push_back(valid_utf8(describe(process)));
  }
  for (const std::string& process : processes) text += "; " + process;
  if (!processes.empty()) fields.emplace_back("processes", joined(processes));
  Record record = make_event("stall", text, anchor_.unix_nanos(now));
  record.event->fields = std::move(fields);
  return record;
}

Record Watch::stall_over_event(Time now) const {
  Record record =
      make_event("stall_over", "it goes on, after a silence of " + format_duration(stall_.silence().count()),
                 anchor_.unix_nanos(now));
  record.event->fields = {{"silent_ms", milliseconds(stall_.silence())}};
  return record;
}

}  // namespace logwrap
