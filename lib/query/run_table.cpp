#include <algorithm>
#include <array>
#include <cstdio>

#include "lib/base/printer.hpp"
#include "lib/base/utf8.hpp"
#include "lib/query/run_list.hpp"
#include "lib/record/json_text.hpp"

namespace logwrap {

namespace {

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;
constexpr std::size_t kCommand = kColumns - 1;

std::string command_text(const RunInfo& info) {
  std::string text;
  for (const std::string& word : info.argv) text += (text.empty() ? "" : " ") + quoted_word(word);
  return text;
}

std::string duration_text(const RunSummary& run, UnixNanos now) {
  const RunInfo& info = *run.info;
  if (info.end) return format_duration(*info.end - info.start);
  return run.liveness == Liveness::Running ? format_duration(now - info.start) : "?";
}

Row row_of(const RunSummary& run, UnixNanos now) {
  if (!run.info) return {run.id, "?", "?", status_text(run), std::to_string(run.lines), ""};
  const std::string start = format_local(run.info->start).substr(0, 19);  // without milliseconds
  return {run.id, start, duration_text(run, now), status_text(run), std::to_string(run.lines), command_text(*run.info)};
}

/// `text` in at most `width` characters. Every one counts as a column: wide ones may pass the edge, none is cut in two.
std::string cut_to(const std::string& text, std::size_t width) {
  std::size_t at = 0;
  std::size_t columns = 0;
  std::size_t before_last = 0;
  while (at < text.size()) {
    if (columns == width) return text.substr(0, before_last) + "…";
    before_last = at;
    at += decode_utf8(std::string_view(text).substr(at)).length;
    ++columns;
  }
  return text;
}

std::string line_of(const Row& row, const std::array<std::size_t, kColumns>& widths, std::size_t width) {
  constexpr std::size_t lines_column = 4;
  std::string line;
  for (std::size_t i = 0; i < kCommand; ++i) {
    const std::string padding(widths[i] - row[i].size(), ' ');
    line += i == lines_column ? padding + row[i] : row[i] + padding;
    line += "  ";
  }
  line += row[kCommand];
  while (line.ends_with(' ')) line.pop_back();
  return (width == 0 ? line : cut_to(line, width)) + "\n";
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
  append_member(out, "cwd", info.cwd);
  out += R"(,"argv":[)";
  for (std::size_t i = 0; i < info.argv.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, info.argv[i]);
  }
  out += ']';
}

}  // namespace

std::string format_duration(std::int64_t nanoseconds) {
  const std::int64_t millis = std::max<std::int64_t>(nanoseconds, 0) / 1'000'000;
  const long seconds = static_cast<long>(millis / 1000);
  std::array<char, 48> text{};
  if (seconds < 10) {
    std::snprintf(text.data(), text.size(), "%ld.%lds", seconds, static_cast<long>(millis % 1000 / 100));
  } else if (seconds < 60) {
    std::snprintf(text.data(), text.size(), "%lds", seconds);
  } else if (seconds < 3600) {
    std::snprintf(text.data(), text.size(), "%ldm%02lds", seconds / 60, seconds % 60);
  } else if (seconds < 86400) {
    std::snprintf(text.data(), text.size(), "%ldh%02ldm", seconds / 3600, seconds % 3600 / 60);
  } else {
    std::snprintf(text.data(), text.size(), "%ldd%02ldh", seconds / 86400, seconds % 86400 / 3600);
  }
  return text.data();
}

std::string format_table(std::span<const RunSummary> runs, std::size_t width, UnixNanos now) {
  std::vector<Row> rows = {{"RUN", "START", "DURATION", "STATUS", "LINES", "COMMAND"}};
  for (const RunSummary& run : runs) rows.push_back(row_of(run, now));
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string table;
  for (const Row& row : rows) table += line_of(row, widths, width);
  return table;
}

std::string format_json_lines(std::span<const RunSummary> runs) {
  std::string out;
  for (const RunSummary& run : runs) {
    out += R"({"id":)";
    append_json_string(out, run.id);
    append_member(out, "status", status_text(run));
    out += R"(,"lines":)";
    append_json_number(out, run.lines);
    if (run.info) append_info(out, *run.info);
    out += "}\n";
  }
  return out;
}

}  // namespace logwrap
