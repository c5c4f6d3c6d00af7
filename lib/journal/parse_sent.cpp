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

void read_ranges(const object& from, std::string_view key, SeqRanges& into) {
  array ranges;
  if (from.at_key(key).get(ranges) != simdjson::SUCCESS) return;
  for (const element range : ranges) {
    array numbers;
    if (range.get(numbers) == simdjson::SUCCESS) into.add(to_range(numbers));
  }
}

SentStream read_stream(const object& from) {
  SentStream stream;
  read_number(from, "done", stream.done);
  read_number(from, "trying", stream.trying);
  read_ranges(from, "late", stream.late);
  read_number(from, "late_trying", stream.late_trying);
  read_ranges(from, "late_done", stream.late_done);
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
    return Error{std::make_error_code(std::errc::illegal_byte_sequence), "no JSON object"};
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
