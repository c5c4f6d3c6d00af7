#include "tests/fuzz/record_property.hpp"

#include "lib/base/utf8.hpp"
#include "lib/record/record.hpp"
#include "lib/record/record_head.hpp"

namespace logwrap {

namespace {

std::optional<std::string> round_trip_violation(const Record& record) {
  std::string json;
  append_json_line(json, record);
  if (json.find('\n') != json.size() - 1) return "a record that is not one line: " + json;
  const Result<Record> back = parse_record(json);
  if (!back) return "a record that is not read back: " + json;
  if (*back != record) return "a record that is read back differently: " + json;
  if (peek_record(json) != RecordHead{record.ts, record.seq, record.stream, record.kind, lines(record)})
    return "a record whose beginning says something else: " + json;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> record_violation(std::string_view text) {
  if (const Result<Record> read = parse_record(text)) {
    if (auto violation = round_trip_violation(*read)) return violation;
  }
  Record carrier;
  carrier.line = valid_utf8(text);
  carrier.level = carrier.line;
  carrier.x = X{carrier.line, "-1.50e+3"};
  carrier.event = Event{carrier.line, {{"text", carrier.line}}};
  return round_trip_violation(carrier);
}

}  // namespace logwrap
