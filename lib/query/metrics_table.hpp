// MetricsTable: metadata as a table for people.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/query/metrics_source.hpp"

namespace logwrap {

/// What is kept of an entry.
struct TableEntry {
  UnixNanos ts = 0;
  std::size_t run = 0;
  std::string line;
};

struct MetricsTableOptions {
  std::size_t width = 0;             ///< columns of the screen that it has to fit; 0: as wide as it is
  std::optional<std::string> x;      ///< the key that comes first
  std::vector<std::string> keys;     ///< the others, in this order; none: all, in the order of their first appearance
  std::vector<std::string> run_ids;  ///< by TableEntry::run, to be shown; none: one run, which needs no name
  std::string cut_mark = "…";        ///< where a value was cut
};

/// A value that is to fit is cut to 40 columns. The first key is always shown.
class MetricsTable {
 public:
  MetricsTable(std::vector<TableEntry> entries, MetricsTableOptions options);

  /// A heading, and a line for each entry, newest first; each with its line feed. What `out` is given lasts for the
  /// call.
  void write(const std::function<void(std::string_view)>& out);
  /// Printable keys of the columns that do not fit.
  [[nodiscard]] std::vector<std::string> left_out() const;

 private:
  struct Column {
    std::string heading;
    std::size_t width = 0;
    bool numbers = true;  // alone, so that they stand at the right
    bool shown = true;
  };
  struct Cell {
    std::size_t column = 0;
    std::string text;
    bool number = false;
  };
  /// In the order of the columns; what is missing is blank. There may be many columns, of which an entry has few.
  using Row = std::vector<Cell>;
  using Index = std::map<std::string, std::size_t, std::less<>>;

  [[nodiscard]] std::string fitting(const std::string& text) const;
  void add_column(const std::string& heading);
  Index::iterator add_key(const std::string& key);
  [[nodiscard]] Row row_of(const TableEntry& entry);
  void measure(const Row& row);
  void choose_columns();
  [[nodiscard]] std::string line_of(const Row& row) const;

  std::vector<TableEntry> entries_;
  MetricsTableOptions options_;
  MetadataParser parser_;
  std::vector<Column> columns_;
  Index index_;  // of the keys' columns
};

}  // namespace logwrap
