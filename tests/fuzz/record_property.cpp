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

/// As a reader has it from the record before: nothing of that may stay.
Record left_over() {
  Record record;
  record.line = record.level = record.exception = "left over";
  record.rewrite = record.continued = record.derived = true;
  record.x = X{"left over", "1"};
  record.event = Event{"left over", {}};
  return record;
}

/// What is read the quick way is what parse_record reads.
std::optional<std::string> plain_violation(std::string_view json) {
  std::string_view rest;
  const std::optional<RecordHead> head = peek_record(json, &rest);
  Record quick = left_over();
  if (!head || !read_plain_record(*head, rest, quick)) return std::nullopt;
  const Result<Record> slow = parse_record(json);
  if (!slow || *slow != quick) return "a record that is read another way quickly: " + std::string(json);
  return std::nullopt;
}

/// That of a whole line, and of one that something has happened to.
std::optional<std::string> plain_violation_around(const Record& record, std::string_view text) {
  std::string json;
  append_json_line(json, record);
  json.pop_back();
  if (auto violation = plain_violation(json)) return violation;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    std::string changed = json;
    changed[static_cast<unsigned char>(text[i]) * json.size() / 256] = text[i + 1];
    if (auto violation = plain_violation(changed)) return violation;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> record_violation(std::string_view text) {
  if (auto violation = plain_violation(text)) return violation;
  Record plain;
  plain.seq = 1;
  plain.line = valid_utf8(text.substr(0, 200));
  if (auto violation = plain_violation_around(plain, text.substr(0, 64))) return violation;
  plain.level = "info";
  if (auto violation = plain_violation_around(plain, text.substr(0, 64))) return violation;
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
