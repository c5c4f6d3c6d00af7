// Metadata as CSV and as JSON Lines: an entry at a time, for files and other programs.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lib/query/metrics_source.hpp"

namespace logwrap {

/// What becomes of characters that could play tricks on a terminal.
enum class Escapes {
  Shown,  ///< as printable() writes them
  Raw,    ///< they stay as they are
};

/// CSV as in RFC 4180, but with line feeds alone: a heading, and a line for each entry. The columns are _run, _time
/// (UTC; the underscores keep the two apart from keys that jobs print) and the given keys, in their order. Numbers,
/// booleans, arrays and objects are as they were printed. A field that is missing or null is empty; an empty text is
/// "".
class MetricsCsv {
 public:
  MetricsCsv(std::vector<std::string> keys, Escapes escapes);

  [[nodiscard]] std::string heading() const;
  void append(std::string& out, std::string_view run_id, const MetricsEntry& entry);

 private:
  void append_text(std::string& out, std::string_view text) const;

  std::vector<std::string> keys_;
  Escapes escapes_;
  std::map<std::string, std::size_t, std::less<>> columns_;  // of keys_, by their names
  std::vector<const MetadataField*> row_;                    // while it is written
};

/// Appends {"run":"...","seq":7,"time":"...Z","stream":"stdout","fields":{"epoch":1,"eval.loss":0.5}} and a line feed:
/// strict JSON, in which characters that could play tricks on a terminal are escaped, too. Of `keys` only, unless they
/// are empty. Numbers are as they were printed; where NaN or an infinity was, null stands, and "not_finite" at the end
/// has what was printed, by key.
void append_metrics_json(std::string& out, std::string_view run_id, const MetricsEntry& entry,
                         const std::vector<std::string>& keys);

}  // namespace logwrap
