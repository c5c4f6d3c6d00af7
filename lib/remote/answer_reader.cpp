#include "lib/remote/answer_reader.hpp"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <vector>

#include "lib/interpret/json_number.hpp"

namespace logwrap {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

Error malformed(const char* what) {
  return Error{std::make_error_code(std::errc::illegal_byte_sequence),
               std::string("the server's answer is none of Loki's to a query: ") + what};
}

template <class Number>
bool read_whole(std::string_view text, Number& into) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stop == end && !text.empty();
}

using Pairs = std::vector<EntryView::Pair>;

void read_pairs(const object& from, Pairs& into) {
  into.clear();
  for (const auto field : from) {
    std::string_view text;
    if (field.value.get(text) == simdjson::SUCCESS) into.emplace_back(field.key, text);
  }
}

/// ["<ns>", "line"]
bool read_entry(const element& value, EntryView& entry) {
  array parts;
  if (value.get(parts) != simdjson::SUCCESS || parts.size() < 2) return false;
  std::string_view ts;
  return parts.at(0).get(ts) == simdjson::SUCCESS && read_whole(ts, entry.ts) &&
         parts.at(1).get(entry.line) == simdjson::SUCCESS;
}

/// data.result of an answer whose data.resultType is `type`.
Result<array> results_of(simdjson::dom::parser& parser, const simdjson::padded_string& body, std::string_view type) {
  object root;
  if (parser.parse(body).get(root) != simdjson::SUCCESS) return malformed("no JSON object");
  std::string_view is;
  if (root["data"]["resultType"].get(is) != simdjson::SUCCESS) return malformed("data.resultType is missing");
  array result;
  if (is != type || root["data"]["result"].get(result) != simdjson::SUCCESS)
    return malformed("data.result is of another type");
  return result;
}

}  // namespace

std::string_view EntryView::value(std::string_view name) const {
  for (const auto& [key, text] : labels) {
    if (key == name) return text;
  }
  return {};
}

Result<std::size_t> read_entries(std::string_view body, const std::function<void(const EntryView&)>& take) {
  thread_local simdjson::dom::parser parser;
  const simdjson::padded_string padded(body);
  const Result<array> result = results_of(parser, padded, "streams");
  if (!result) return result.error();
  std::size_t count = 0;
  Pairs labels;
  for (const element stream : *result) {
    object names;
    array values;
    if (stream["stream"].get(names) != simdjson::SUCCESS || stream["values"].get(values) != simdjson::SUCCESS)
      return malformed("a stream without labels or values");
    read_pairs(names, labels);
    for (const element value : values) {
      EntryView entry;
      entry.labels = labels;
      if (!read_entry(value, entry)) return malformed("an entry without time or line");
      take(entry);
      ++count;
    }
  }
  return count;
}

Result<std::size_t> read_numbers(std::string_view body, std::string_view name,
                                 const std::function<void(std::string_view, double)>& take) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(body);
  const Result<array> result = results_of(parser, padded, "vector");
  if (!result) return result.error();
  std::size_t count = 0;
  for (const element series : *result) {
    std::string_view label;
    std::string_view text;
    double value = 0;
    if (series["value"].at(1).get(text) != simdjson::SUCCESS || !read_whole(text, value))
      return malformed("a series without a number");
    if (series["metric"][name].get(label) != simdjson::SUCCESS) label = {};
    take(label, value);
    ++count;
  }
  return count;
}

Result<std::vector<LabelSet>> read_series(std::string_view body) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(body);
  element root;
  array streams;
  if (parser.parse(padded).get(root) != simdjson::SUCCESS || root["data"].get(streams) != simdjson::SUCCESS)
    return malformed("data is no list of streams");
  std::vector<LabelSet> all;
  Pairs pairs;
  for (const element stream : streams) {
    object labels;
    if (stream.get(labels) != simdjson::SUCCESS) return malformed("a stream without labels");
    read_pairs(labels, pairs);
    all.emplace_back(pairs.begin(), pairs.end());
  }
  return all;
}

std::optional<Record> record_of(const EntryView& entry) {
  Record record;
  record.ts = entry.ts;
  const auto stream = stream_named(entry.value("stream"));
  const auto kind = kind_named(entry.value("kind"));
  if (entry.value("run_id").empty() || !read_whole(entry.value("seq"), record.seq) || !stream || !kind)
    return std::nullopt;
  record.stream = *stream;
  record.kind = *kind;
  const std::string_view printed = entry.value("printed");  // where what was sent had to be strict JSON
  record.line = printed.empty() ? entry.line : printed;
  record.rewrite = entry.value("rewrite") == "true";
  record.continued = entry.value("continued") == "true";
  record.level = entry.value("level");
  record.exception = entry.value("exception");
  record.derived = entry.value("derived") == "true";
  const std::string_view x_key = entry.value("x_key");
  const std::string_view x = entry.value("x");
  // It stands unquoted in JSON: what somebody else pushed as one has to be a number.
  const auto number = parse_json_number(x);
  if (number && std::isfinite(number->value)) record.x = X{std::string(x_key), std::string(x)};
  const std::string_view event = entry.value("event");
  if (!event.empty()) {
    record.event = Event{std::string(event), {}};
    const std::string_view data = entry.value("event_data");
    if (!data.empty() && !read_event_data(data, *record.event)) record.event->fields.clear();
  }
  return record;
}

}  // namespace logwrap
