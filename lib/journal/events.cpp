#include "lib/journal/events.hpp"

#include <sys/utsname.h>

#include "lib/base/printer.hpp"
#include "lib/journal/make_event.hpp"

namespace logwrap {

namespace {

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

std::string kernel_release() {
  utsname system{};
  return ::uname(&system) == 0 ? valid_utf8(system.release) : "";
}

}  // namespace

Record start_event(const RunInfo& info, const std::string& journal, UnixNanos time) {
  std::string command;
  for (const std::string& word : info.argv) command += (command.empty() ? "" : " ") + quoted_word(word);
  Record record = make_event(events::kStart, "started: " + command, time);
  auto& fields = record.event->fields;
  fields = {{"run", info.id},
            {"host", valid_utf8(info.host)},
            {"user", valid_utf8(info.user)},
            {"cwd", valid_utf8(info.cwd)},
            {"journal", valid_utf8(journal)},
            {"logwrap", LOGWRAP_VERSION},
            {"kernel", kernel_release()}};
  for (const auto& [label, value] : info.labels) fields.emplace_back("label_" + valid_utf8(label), valid_utf8(value));
  return record;
}

Record gap_event(const Gap& gap, UnixNanos time) {
  const std::string silenced =
      gap.silenced ? "; nothing is recorded until the next /LOGCOMMAND, because one may be missing, too" : "";
  Record record = make_event(events::kGap, sentence(gap) + silenced, time);
  record.event->fields = {{"reason", std::string(name(gap.reason))},
                          {"cause", valid_utf8(gap.cause)},
                          {"lines", number(gap.lines)},
                          {"bytes", number(gap.bytes)}};
  return record;
}

Record left_behind_event(UnixNanos time) {
  return make_event(
      events::kLeftBehind,
      "the job left processes behind that hold its output: what they print from here on is passed on, but not "
      "recorded (setting linger: how long they are waited for)",
      time);
}

Record told_to_end_event(int signal, UnixNanos time) {
  Record record = make_event(events::kToldToEnd, "the job was told to end: " + signal_name(signal), time);
  record.event->fields = {{"signal", std::int64_t{signal}}};
  return record;
}

Record lost_event(const std::optional<Record>& told, UnixNanos time) {
  const std::string told_text = told ? "; before, " + told->line : "";
  Record record =
      make_event(events::kLost, "logwrap was killed before it could note the end of the job" + told_text, time);
  if (!told) return record;
  record.event->fields = told->event->fields;
  record.event->fields.emplace_back("told", std::to_string(told->ts));
  return record;
}

Record resumed_event(std::uint64_t lost_lines, UnixNanos time) {
  Record record = make_event(
      events::kResumed,
      "a new recorder goes on after one that died; " + counted(lost_lines, "line was", "lines were") + " lost", time);
  record.event->fields = {{"lines", number(lost_lines)}};
  return record;
}

}  // namespace logwrap
