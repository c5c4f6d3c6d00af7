// The closing record of a run.
#include "lib/journal/events.hpp"
#include "lib/journal/make_event.hpp"

namespace logwrap {

namespace {

/// ", 17 lines recorded, 2 lost"
std::string counts_text(const RunInfo& info) {
  const RunCounts& counts = info.counts;
  const std::uint64_t left_out = counts.dropped() - counts.lost();
  std::string text = ", " + counted(counts.recorded, "line", "lines") + " recorded";
  if (left_out > 0) text += ", " + std::to_string(left_out) + " left out";
  if (counts.lost() > 0) text += ", " + std::to_string(counts.lost()) + " lost";
  if (counts.masked > 0) text += ", " + counted(counts.masked, "secret", "secrets") + " masked";
  if (info.shipped && info.shipped->refused > 0)
    text += ", " + std::to_string(info.shipped->refused) + " refused by Loki: " + info.shipped->refused_why;
  return text;
}

/// "; out of memory; took 3h07m, 2h50m of processor time, 3.2 GiB in its largest process"
std::string end_text(const RunInfo& info) {
  std::string text = info.cause.empty() ? "" : "; " + info.cause;
  if (info.usage.peak_kib == 0 || !info.end) return text;
  const std::uint64_t cpu = (info.usage.user_ms + info.usage.system_ms) * 1'000'000;
  return text + "; took " + format_duration(*info.end - info.start) + ", " +
         format_duration(static_cast<std::int64_t>(cpu)) + " of processor time, " + format_kib(info.usage.peak_kib) +
         " in its largest process";
}

using Fields = std::vector<std::pair<std::string, Event::Value>>;

void append_lines(Fields& fields, const char* key, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  fields.emplace_back(key, valid_utf8(text));
}

void append_end(Fields& fields, const RunInfo& info, const RunEnd& end) {
  if (!info.cause.empty()) fields.emplace_back("cause", valid_utf8(info.cause));
  if (end.sender.signal != 0) {
    fields.emplace_back("last_signal", signal_name(end.sender.signal));
    fields.emplace_back("last_signal_from", describe(end.sender));
  }
  if (info.end) fields.emplace_back("duration_ms", (*info.end - info.start) / 1'000'000);
  if (info.usage.peak_kib > 0) {
    fields.emplace_back("user_ms", number(info.usage.user_ms));
    fields.emplace_back("system_ms", number(info.usage.system_ms));
    fields.emplace_back("peak_kib", number(info.usage.peak_kib));
  }
  if (end.oom_kills > 0) fields.emplace_back("oom_kills", number(end.oom_kills));
  append_lines(fields, "last_stdout", end.last_lines[0]);
  append_lines(fields, "last_stderr", end.last_lines[1]);
  append_lines(fields, "screen_stdout", end.screen[0]);
  append_lines(fields, "screen_stderr", end.screen[1]);
}

void append_counts(Fields& fields, const RunInfo& info) {
  const RunCounts& counts = info.counts;
  fields.emplace_back("committed", number(counts.committed));
  fields.emplace_back("recorded", number(counts.recorded));
  fields.emplace_back("pieces", number(counts.pieces));
  fields.emplace_back("joined", number(counts.joined));
  fields.emplace_back("masked", number(counts.masked));
  for (std::size_t i = 0; i < kDrops; ++i)
    fields.emplace_back("dropped_" + std::string(name(static_cast<Drop>(i))), number(counts.dropped_for[i]));
  if (!info.shipped) return;
  fields.emplace_back("sent", number(info.shipped->stored));
  fields.emplace_back("refused", number(info.shipped->refused));
  if (info.shipped->refused > 0) fields.emplace_back("refused_why", valid_utf8(info.shipped->refused_why));
}

}  // namespace

Record end_event(const RunInfo& info, const RunEnd& end, UnixNanos time) {
  Record record =
      make_event(events::kEnd, "ended: " + describe(info.status) + counts_text(info) + end_text(info), time);
  auto& fields = record.event->fields;
  if (info.status.state == RunStatus::State::Exited) fields.emplace_back("exit", info.status.code);
  if (info.status.state == RunStatus::State::Signaled) {
    fields.emplace_back("signal", info.status.code);
    fields.emplace_back("signal_name", signal_name(info.status.code));
  }
  append_end(fields, info, end);
  append_counts(fields, info);
  return record;
}

}  // namespace logwrap
