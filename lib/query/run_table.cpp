#include <algorithm>
#include <array>

#include "lib/base/printer.hpp"
#include "lib/query/run_list.hpp"
#include "lib/record/json_text.hpp"
#include "lib/terminal/text_columns.hpp"

namespace logwrap {

namespace {

using terminal::columns_of;
using terminal::cut_to_columns;

constexpr std::size_t kMaxProgress = 24;
constexpr std::size_t kMaxCause = 36;
/// Of COMMAND, which runs are told apart by, for the cause of an end to be shown beside it.
constexpr std::size_t kLeastCommand = 20;

std::string command_text(const RunInfo& info) {
  std::string text;
  for (const std::string& word : info.argv) text += (text.empty() ? "" : " ") + quoted_word(word);
  return text;
}

std::string duration_text(const RunSummary& run, UnixNanos now) {
  const RunInfo& info = *run.info;
  if (info.end) return format_duration(*info.end - info.start);
  if (run.last_seen) return format_duration(*run.last_seen - info.start) + "+";
  return run.liveness == Liveness::Running ? format_duration(now - info.start) : "?";
}

std::string label_of(const RunSummary& run, const std::string& name) {
  if (!run.info) return "";
  const auto found = run.info->labels.find(name);
  return found == run.info->labels.end() ? "" : printable(found->second, Tabs::Escape);
}

/// "4711", "4711_3"
std::string job_text(const RunSummary& run) {
  const std::string task = label_of(run, "array_task_id");
  return label_of(run, "job_id") + (task.empty() ? "" : "_" + task);
}

/// "epoch 12"
std::string progress_text(const RunSummary& run) {
  return run.x ? cut_to_columns(printable(run.x->key + " " + run.x->text, Tabs::Escape), kMaxProgress) : "";
}

/// "killed by SIGKILL (out of memory)"
std::string ending_text(const RunSummary& run) {
  std::string status = status_text(run);
  if (run.liveness != Liveness::Finished || !run.info || run.info->cause.empty()) return status;
  return status + " (" + cut_to_columns(printable(run.info->cause, Tabs::Escape), kMaxCause) + ")";
}

struct Column {
  enum class Side { Left, Right };
  const char* heading;
  Side side;
  std::vector<std::string> cells;  // one for each run
};

void append_line(std::string& table, const std::string& line, std::size_t width) {
  const std::string text = line.substr(0, line.find_last_not_of(' ') + 1);
  table += (width == 0 ? text : cut_to_columns(text, width)) + "\n";
}

template <class Cell>
Column column_of(std::span<const RunSummary> runs, const char* heading, Column::Side side, const Cell& cell) {
  Column column{heading, side, {}};
  for (const RunSummary& run : runs) column.cells.push_back(cell(run));
  return column;
}

enum class Causes { Shown, Hidden };

std::vector<Column> columns_of_table(std::span<const RunSummary> runs, UnixNanos now, Zone zone, Causes causes) {
  using Side = Column::Side;
  std::vector<Column> columns;
  const auto add = [&](const char* heading, Side side, const auto& cell) {
    columns.push_back(column_of(runs, heading, side, cell));
  };
  add("RUN", Side::Left, [](const RunSummary& run) { return run.id; });
  const auto any = [runs](const auto& text) {
    return std::any_of(runs.begin(), runs.end(), [&text](const RunSummary& run) { return !text(run).empty(); });
  };
  const auto rank_text = [](const RunSummary& run) { return label_of(run, "rank"); };
  if (any(job_text)) add("JOB", Side::Left, job_text);
  if (any(rank_text)) add("RANK", Side::Right, rank_text);
  add("START", Side::Left, [zone](const RunSummary& run) {
    return run.info ? format_time(run.info->start, zone).substr(0, 19) : "?";  // without milliseconds
  });
  add("DURATION", Side::Left, [now](const RunSummary& run) { return run.info ? duration_text(run, now) : "?"; });
  add("STATUS", Side::Left, causes == Causes::Shown ? ending_text : status_text);
  add("LINES", Side::Right, [](const RunSummary& run) { return std::to_string(run.lines); });
  if (std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.x.has_value(); }))
    add("PROGRESS", Side::Left, progress_text);
  if (std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.unsent > 0; }))
    add("UNSENT", Side::Right, [](const RunSummary& run) { return std::to_string(run.unsent); });
  if (std::any_of(runs.begin(), runs.end(), [](const RunSummary& run) { return run.missing != 0; }))
    add("MISSING", Side::Right, [](const RunSummary& run) { return run.missing ? std::to_string(*run.missing) : "?"; });
  add("COMMAND", Side::Left, [](const RunSummary& run) { return run.info ? command_text(*run.info) : ""; });
  return columns;
}

std::size_t width_of(const Column& column) {
  std::size_t widest = columns_of(column.heading);
  for (const std::string& cell : column.cells) widest = std::max(widest, columns_of(cell));
  return widest;
}

/// What is left of `width` for the last column.
std::size_t room_of_last(const std::vector<Column>& columns, std::size_t width) {
  std::size_t taken = 0;
  for (std::size_t i = 0; i + 1 < columns.size(); ++i) taken += width_of(columns[i]) + 2;
  return width - std::min(width, taken);
}

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += ',';
  append_json_string(out, key);
  out += ':';
  append_json_string(out, value);
}

void append_info(std::string& out, const RunInfo& info) {
  append_member(out, "start", format_utc(info.start));
  if (info.end) append_member(out, "end", format_utc(*info.end));
  append_member(out, "host", info.host);
  append_member(out, "user", info.user);
  if (!info.cwd.empty()) append_member(out, "cwd", info.cwd);
  if (!info.cause.empty()) append_member(out, "cause", info.cause);
  out += R"(,"labels":{)";
  const char* comma = "";
  for (const auto& [name, value] : info.labels) {
    out += comma;
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
    comma = ",";
  }
  out += R"(},"argv":[)";
  for (std::size_t i = 0; i < info.argv.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, info.argv[i]);
  }
  out += ']';
}

}  // namespace

std::string format_table(std::span<const RunSummary> runs, std::size_t width, UnixNanos now, Zone zone) {
  std::string heading;
  std::vector<std::string> lines(runs.size());
  std::vector<Column> columns = columns_of_table(runs, now, zone, Causes::Shown);
  if (width > 0 && room_of_last(columns, width) < kLeastCommand)
    columns = columns_of_table(runs, now, zone, Causes::Hidden);
  for (const Column& column : columns) {
    const std::size_t widest = width_of(column);
    const auto append = [&](std::string& line, const std::string& cell) {
      const std::string padding(widest - columns_of(cell), ' ');
      if (!line.empty()) line += "  ";
      line += column.side == Column::Side::Right ? padding + cell : cell + padding;
    };
    append(heading, column.heading);
    for (std::size_t i = 0; i < runs.size(); ++i) append(lines[i], column.cells[i]);
  }
  std::string table;
  append_line(table, heading, width);
  for (const std::string& line : lines) append_line(table, line, width);
  return table;
}

std::string format_json_lines(std::span<const RunSummary> runs) {
  std::string out;
  for (const RunSummary& run : runs) {
    std::string object = R"({"id":)";
    append_json_string(object, run.id);
    append_member(object, "status", status_text(run));
    object += R"(,"lines":)";
    append_json_number(object, run.lines);
    if (run.x) {
      append_member(object, "x_key", run.x->key);
      object += R"(,"x":)" + run.x->text;
    }
    if (run.unsent > 0) {
      object += R"(,"unsent":)";
      append_json_number(object, run.unsent);
    }
    if (run.missing != 0) {
      object += R"(,"missing":)";
      if (run.missing) {
        append_json_number(object, *run.missing);
      } else {
        object += "null";
      }
    }
    if (run.info) append_info(object, *run.info);
    out += printable_json(object + "}");
    out += '\n';
  }
  return out;
}

}  // namespace logwrap
