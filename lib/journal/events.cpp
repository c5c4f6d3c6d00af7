#include "lib/journal/events.hpp"

#include <utility>

#include "lib/base/printer.hpp"
#include "lib/base/utf8.hpp"

namespace logwrap {

namespace {

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}

Record event(std::string name, std::string_view line, UnixNanos time) {
  Record record;
  record.ts = time;
  record.stream = Stream::Logwrap;
  record.kind = Kind::Event;
  record.line = valid_utf8(line);
  if (record.line.size() > kMaxLineBytes) record.line = valid_utf8(std::string_view(record.line).substr(0, 4096));
  record.event = Event{std::move(name), {}};
  return record;
}

std::string counted(std::uint64_t count, const char* one, const char* more) {
  return std::to_string(count) + " " + (count == 1 ? one : more);
}

std::string sentence(const Gap& gap) {
  const std::string lines = counted(gap.lines, "line is", "lines are") + " missing here: ";
  switch (gap.reason) {
    case Drop::Disk:
      return lines + "the journal could not be written (" + gap.cause + ")";
    case Drop::Bound:
      return counted(gap.lines, "line", "lines") + " of this run's middle (" + counted(gap.bytes, "byte", "bytes") +
             ") were removed: " + gap.cause;
    case Drop::Crash:
      return lines + "the recorder died before it had written them";
    case Drop::Stuck:
      return lines + "the recorder took nothing (" + counted(gap.bytes, "byte", "bytes") + " dropped)";
    case Drop::Mode:
    case Drop::Repeat:
    case Drop::Blank:
    case Drop::Command:
      break;  // no gaps
  }
  return lines + gap.cause;
}

}  // namespace

Record start_event(const RunInfo& info, UnixNanos time) {
  std::string command;
  for (const std::string& word : info.argv) command += (command.empty() ? "" : " ") + quoted_word(word);
  Record record = event(events::kStart, "started: " + command, time);
  record.event->fields = {{"run", info.id}, {"host", valid_utf8(info.host)}, {"user", valid_utf8(info.user)}};
  return record;
}

Record end_event(const RunInfo& info, UnixNanos time) {
  const RunCounts& counts = info.counts;
  const std::uint64_t left_out = counts.dropped() - counts.lost();
  std::string dropped = left_out == 0 ? "" : ", " + std::to_string(left_out) + " left out";
  if (counts.lost() > 0) dropped += ", " + std::to_string(counts.lost()) + " lost";
  if (counts.masked > 0) dropped += ", " + counted(counts.masked, "secret", "secrets") + " masked";
  const ShippedCounts shipped = info.shipped.value_or(ShippedCounts{});
  if (shipped.refused > 0)
    dropped += ", " + std::to_string(shipped.refused) + " refused by Loki: " + shipped.refused_why;
  Record record = event(
      events::kEnd,
      "ended: " + describe(info.status) + ", " + counted(counts.recorded, "line", "lines") + " recorded" + dropped,
      time);
  auto& fields = record.event->fields;
  if (info.status.state == RunStatus::State::Exited) fields.emplace_back("exit", info.status.code);
  if (info.status.state == RunStatus::State::Signaled) fields.emplace_back("signal", info.status.code);
  fields.emplace_back("committed", number(counts.committed));
  fields.emplace_back("recorded", number(counts.recorded));
  fields.emplace_back("pieces", number(counts.pieces));
  fields.emplace_back("masked", number(counts.masked));
  for (std::size_t i = 0; i < kDrops; ++i)
    fields.emplace_back("dropped_" + std::string(name(static_cast<Drop>(i))), number(counts.dropped_for[i]));
  if (!info.shipped) return record;
  fields.emplace_back("sent", number(shipped.stored));
  fields.emplace_back("refused", number(shipped.refused));
  if (shipped.refused > 0) fields.emplace_back("refused_why", valid_utf8(shipped.refused_why));
  return record;
}

Record gap_event(const Gap& gap, UnixNanos time) {
  const std::string silenced =
      gap.silenced ? "; nothing is recorded until the next /LOGCOMMAND, because one may be missing, too" : "";
  Record record = event(events::kGap, sentence(gap) + silenced, time);
  record.event->fields = {{"reason", std::string(name(gap.reason))},
                          {"cause", valid_utf8(gap.cause)},
                          {"lines", number(gap.lines)},
                          {"bytes", number(gap.bytes)}};
  return record;
}

Record left_behind_event(UnixNanos time) {
  return event(events::kLeftBehind,
               "the job left processes behind that hold its output: what they print from here on is passed on, but not "
               "recorded (setting linger: how long they are waited for)",
               time);
}

Record told_to_end_event(int signal, UnixNanos time) {
  Record record = event(events::kToldToEnd, "the job was told to end: " + signal_name(signal), time);
  record.event->fields = {{"signal", std::int64_t{signal}}};
  return record;
}

Record lost_event(const std::optional<Record>& told, UnixNanos time) {
  const std::string told_text = told ? "; before, " + told->line : "";
  Record record = event(events::kLost, "logwrap was killed before it could note the end of the job" + told_text, time);
  if (!told) return record;
  record.event->fields = told->event->fields;
  record.event->fields.emplace_back("told", std::to_string(told->ts));
  return record;
}

Record resumed_event(std::uint64_t lost_lines, UnixNanos time) {
  Record record = event(
      events::kResumed,
      "a new recorder goes on after one that died; " + counted(lost_lines, "line was", "lines were") + " lost", time);
  record.event->fields = {{"lines", number(lost_lines)}};
  return record;
}

}  // namespace logwrap
