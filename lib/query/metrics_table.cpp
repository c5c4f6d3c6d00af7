#include "lib/query/metrics_table.hpp"

#include <algorithm>

#include "lib/base/printer.hpp"
#include "lib/terminal/text_columns.hpp"

namespace logwrap {

namespace {

using terminal::columns_of;
using terminal::cut_to_columns;

constexpr std::size_t kMaxCell = 40;
constexpr std::size_t kBetween = 2;  // blanks

}  // namespace

MetricsTable::MetricsTable(std::vector<TableEntry> entries, MetricsTableOptions options)
    : entries_(std::move(entries)), options_(std::move(options)) {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const TableEntry& a, const TableEntry& b) { return a.ts > b.ts; });
  add_column("TIME");
  if (!options_.run_ids.empty()) add_column("RUN");
  if (options_.x) add_key(*options_.x);
  for (const std::string& key : options_.keys) add_key(key);
  // Rows are made twice, which costs less room than to keep them.
  for (const TableEntry& entry : entries_) measure(row_of(entry));
  choose_columns();
}

std::string MetricsTable::fitting(const std::string& text) const {
  return options_.width == 0 ? text : cut_to_columns(text, kMaxCell, options_.cut_mark);
}

void MetricsTable::add_column(const std::string& heading) {
  const std::string text = fitting(heading);
  columns_.push_back({text, columns_of(text)});
}

MetricsTable::Index::iterator MetricsTable::add_key(const std::string& key) {
  const auto [place, is_new] = index_.try_emplace(key, columns_.size());
  if (is_new) add_column(printable(key, Tabs::Escape));
  return place;
}

MetricsTable::Row MetricsTable::row_of(const TableEntry& entry) {
  Row row;
  row.push_back({0, format_local(entry.ts).substr(0, 19), false});  // without milliseconds
  if (!options_.run_ids.empty()) row.push_back({1, options_.run_ids.at(entry.run), false});
  const Metadata* metadata = parser_.parse(entry.line);
  if (metadata == nullptr) return row;
  for (const MetadataField& field : metadata->fields) {
    auto found = index_.find(field.key);
    if (found == index_.end() && options_.keys.empty()) found = add_key(std::string(field.key));
    if (found == index_.end()) continue;
    row.push_back({found->second, fitting(printable(field.text, Tabs::Escape)), field.number.has_value()});
  }
  std::sort(row.begin(), row.end(), [](const Cell& a, const Cell& b) { return a.column < b.column; });
  return row;
}

void MetricsTable::measure(const Row& row) {
  for (const Cell& cell : row) {
    Column& column = columns_[cell.column];
    column.width = std::max(column.width, columns_of(cell.text));
    column.numbers = column.numbers && cell.number;
  }
}

/// From left to right as long as there is room; a narrow one may fit where a wide one before it did not.
void MetricsTable::choose_columns() {
  if (options_.width == 0) return;
  const std::size_t always = options_.run_ids.empty() ? 2 : 3;
  std::size_t used = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::size_t needed = columns_[i].width + (i > 0 ? kBetween : 0);
    columns_[i].shown = i < always || used + needed <= options_.width;
    if (columns_[i].shown) used += needed;
  }
}

std::string MetricsTable::line_of(const Row& row) const {
  std::string line;
  auto cell = row.begin();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool has_cell = cell != row.end() && cell->column == i;
    const std::string text = has_cell ? (cell++)->text : "";
    if (!columns_[i].shown) continue;
    if (i > 0) line.append(kBetween, ' ');
    const std::string padding(columns_[i].width - columns_of(text), ' ');
    line += columns_[i].numbers ? padding + text : text + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

void MetricsTable::write(const std::function<void(std::string_view)>& out) {
  Row heading;
  for (std::size_t i = 0; i < columns_.size(); ++i) heading.push_back({i, columns_[i].heading});
  out(line_of(heading));
  for (const TableEntry& entry : entries_) out(line_of(row_of(entry)));
}

std::vector<std::string> MetricsTable::left_out() const {
  std::vector<std::string> keys;
  for (const Column& column : columns_) {
    if (!column.shown) keys.push_back(column.heading);
  }
  return keys;
}

}  // namespace logwrap
