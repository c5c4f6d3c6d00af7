#include <simdjson.h>

#include <charconv>

#include "lib/record/record.hpp"

namespace logwrap {

namespace {

using simdjson::dom::element;

Error malformed(const char* what) {
  return Error{std::make_error_code(std::errc::illegal_byte_sequence), std::string("not a record: ") + what};
}

bool read_text(const element& value, std::string& into) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return false;
  into = text;
  return true;
}

bool read_ts(const element& value, UnixNanos& into) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return false;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stop == end && !text.empty();
}

template <class Enum>
bool read_name(const element& value, std::optional<Enum> (*lookup)(std::string_view), Enum& into) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return false;
  const std::optional<Enum> found = lookup(text);
  if (found) into = *found;
  return found.has_value();
}

/// Fields of other types than an Event knows are left out: a newer writer may have them.
bool read_fields(const element& value, Event& event) {
  simdjson::dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) return false;
  for (const auto field : fields) {
    std::int64_t number = 0;
    double fraction = 0;
    std::string_view text;
    if (field.value.get(number) == simdjson::SUCCESS) {
      event.fields.emplace_back(field.key, number);
    } else if (field.value.is_double() && field.value.get(fraction) == simdjson::SUCCESS) {
      event.fields.emplace_back(field.key, fraction);
    } else if (field.value.get(text) == simdjson::SUCCESS) {
      event.fields.emplace_back(field.key, std::string(text));
    }
  }
  return true;
}

/// Which keys were seen: of those that every record has, and of an X value's.
struct Seen {
  bool ts = false;
  bool seq = false;
  bool stream = false;
  bool kind = false;
  bool line = false;
  bool x_key = false;
  bool x = false;
  [[nodiscard]] bool all() const { return ts && seq && stream && kind && line; }
};

X& x_of(Record& record) {
  if (!record.x) record.x.emplace();
  return *record.x;
}

Event& event_of(Record& record) {
  if (!record.event) record.event.emplace();
  return *record.event;
}

/// False where a known key has a value that it cannot have.
bool read_field(std::string_view key, const element& value, Record& record, Seen& seen) {
  if (key == "ts") return seen.ts = read_ts(value, record.ts);
  if (key == "seq") return seen.seq = value.get(record.seq) == simdjson::SUCCESS;
  if (key == "stream") return seen.stream = read_name(value, stream_named, record.stream);
  if (key == "kind") return seen.kind = read_name(value, kind_named, record.kind);
  if (key == "line") return seen.line = read_text(value, record.line);
  if (key == "rewrite") return value.get(record.rewrite) == simdjson::SUCCESS;
  if (key == "continued") return value.get(record.continued) == simdjson::SUCCESS;
  if (key == "level") return read_text(value, record.level);
  if (key == "exception") return read_text(value, record.exception);
  if (key == "derived") return value.get(record.derived) == simdjson::SUCCESS;
  if (key == "x_key") return seen.x_key = read_text(value, x_of(record).key);
  if (key == "x") return seen.x = value.is_number();
  if (key == "event") return read_text(value, event_of(record).name);
  if (key == "data") return read_fields(value, event_of(record));
  return true;
}

/// A parser and room for a line with the padding that simdjson reads beyond it. Kept, because making them anew costs
/// more than parsing does; grows to the longest line seen.
struct Scratch {
  simdjson::dom::parser parser;
  simdjson::ondemand::parser texts;
  std::string padded;
};

/// The number of the last key "x" as it was written, which the DOM does not keep. Of a line that the DOM found valid.
bool read_x_text(Scratch& scratch, std::size_t size, std::string& into) {
  simdjson::ondemand::document line;
  simdjson::ondemand::object fields;
  if (scratch.texts.iterate(scratch.padded.data(), size, scratch.padded.size()).get(line) != simdjson::SUCCESS)
    return false;
  if (line.get_object().get(fields) != simdjson::SUCCESS) return false;
  for (auto field : fields) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return false;
    if (key != "x") continue;
    std::string_view token;  // up to what follows it
    if (field.value().raw_json_token().get(token) != simdjson::SUCCESS) return false;
    into = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
  }
  return true;
}

}  // namespace

bool read_event_data(std::string_view json, Event& event) {
  const simdjson::padded_string padded(json);
  simdjson::dom::parser parser;
  element root;
  return parser.parse(padded).get(root) == simdjson::SUCCESS && read_fields(root, event);
}

Result<Record> parse_record(std::string_view json_line) {
  thread_local Scratch scratch;
  scratch.padded.assign(json_line);
  scratch.padded.append(simdjson::SIMDJSON_PADDING, '\0');
  simdjson::dom::object object;
  const bool realloc_if_needed = false;
  if (scratch.parser.parse(scratch.padded.data(), json_line.size(), realloc_if_needed).get(object) != simdjson::SUCCESS)
    return malformed("no JSON object");
  Result<Record> record = Record{};
  Seen seen;
  for (const auto field : object) {
    if (!read_field(field.key, field.value, *record, seen)) return malformed("a key has a value it cannot have");
  }
  if (!seen.x_key || !seen.x) {
    record->x.reset();
  } else if (!read_x_text(scratch, json_line.size(), record->x->text)) {
    return malformed("the X value cannot be read");
  }
  if (!seen.all()) return malformed("one of ts, seq, stream, kind, line is missing");
  return record;
}

}  // namespace logwrap
