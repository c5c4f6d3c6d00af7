#include "lib/journal/read_json.hpp"
#include "lib/journal/sent.hpp"

namespace logwrap {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

/// A range that cannot be read is {1, 0}, which SeqRanges leaves out.
SeqRange to_range(const array& numbers) {
  SeqRange range{1, 0};
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (numbers.size() != 2) return range;
  if (numbers.at(0).get(first) == simdjson::SUCCESS && numbers.at(1).get(last) == simdjson::SUCCESS)
    range = {first, last};
  return range;
}

SentStream read_stream(const object& from) {
  SentStream stream;
  read_number(from, "done", stream.done);
  read_number(from, "trying", stream.trying);
  array numbers;
  if (from.at_key("late_trying").get(numbers) == simdjson::SUCCESS) {
    const SeqRange range = to_range(numbers);
    if (range.first <= range.last) stream.late_trying = range;
  }
  array ranges;
  if (from.at_key("late").get(ranges) != simdjson::SUCCESS) return stream;
  for (const element range : ranges) {
    if (range.get(numbers) == simdjson::SUCCESS) stream.late.add(to_range(numbers));
  }
  return stream;
}

void read_streams(const object& from, Sent& sent) {
  object streams;
  if (from.at_key("streams").get(streams) != simdjson::SUCCESS) return;
  for (const auto stream : streams) {
    object members;
    if (stream.value.get(members) == simdjson::SUCCESS) sent.streams[std::string(stream.key)] = read_stream(members);
  }
}

}  // namespace

Result<Sent> parse_sent(std::string_view json) {
  const simdjson::padded_string padded(json);
  simdjson::dom::parser parser;
  object root;
  if (parser.parse(padded).get(root) != simdjson::SUCCESS)
    return Error{std::make_error_code(std::errc::illegal_byte_sequence), "not a sent.json: no JSON object"};
  Sent sent;
  read_text(root, "labels", sent.labels);
  read_streams(root, sent);
  read_number(root, "passed", sent.passed);
  read_number(root, "stored", sent.stored);
  read_number(root, "refused", sent.refused);
  read_number(root, "missing", sent.missing);
  read_text(root, "refused_why", sent.refused_why);
  read_text(root, "paused", sent.paused);
  bool complete = false;
  if (root.at_key("complete").get(complete) == simdjson::SUCCESS) sent.complete = complete;
  read_number(root, "answers", sent.answers);
  sent.last_answer = read_time(root, "last_answer").value_or(0);
  read_number(root, "unsent_bytes", sent.unsent_bytes);
  return sent;
}

}  // namespace logwrap
