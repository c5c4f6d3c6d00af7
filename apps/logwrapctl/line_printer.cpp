#include "apps/logwrapctl/line_printer.hpp"

#include "lib/base/printer.hpp"

namespace logwrap {

void LinePrinter::record(const Record& record, std::string_view json) {
  if (!filter_.wants(record)) return;
  if (format_ == LineFormat::Json) {
    if (!filter_.contains(record.line)) return;
    output_.write(json);
    output_.write("\n");
    return;
  }
  if (const std::optional<Record> line = joiner_.add(record)) print(*line);
}

void LinePrinter::end_of_pieces() {
  while (const std::optional<Record> line = joiner_.take_unfinished()) print(*line);
}

void LinePrinter::print(const Record& line) {
  if (!filter_.contains(line.line)) return;
  if (timestamps_) output_.write(format_local(line.ts) + " ");
  const std::string text = format_ == LineFormat::Raw ? line.line : printable(line.line);
  output_.write(line.kind == Kind::Event ? "-- " + text + " --" : text);
  output_.write("\n");
}

}  // namespace logwrap
