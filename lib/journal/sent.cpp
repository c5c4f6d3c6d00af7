#include "lib/journal/sent.hpp"

#include <algorithm>

#include "lib/journal/json_members.hpp"

namespace logwrap {

namespace {

void append_range(std::string& out, const SeqRange& range) {
  out += '[';
  append_json_number(out, range.first);
  out += ',';
  append_json_number(out, range.last);
  out += ']';
}

void append_ranges(std::string& out, const SeqRanges& ranges) {
  out += '[';
  for (const SeqRange& range : ranges.all()) {
    if (range != ranges.all().front()) out += ',';
    append_range(out, range);
  }
  out += ']';
}

void append_stream(std::string& out, const SentStream& stream) {
  JsonMembers members(out);
  members.number("done", stream.done);
  if (stream.trying != 0) members.number("trying", stream.trying);
  if (!stream.late.empty()) append_ranges(members.key("late"), stream.late);
  if (stream.late_trying != 0) members.number("late_trying", stream.late_trying);
  if (!stream.late_done.empty()) append_ranges(members.key("late_done"), stream.late_done);
  members.close();
}

}  // namespace

std::uint64_t Sent::settled_through() const {
  std::uint64_t through = passed;
  for (const auto& [name, stream] : streams) {
    through = std::min(through, stream.done);
    if (const auto late = stream.late.first()) through = std::min(through, *late - 1);
  }
  return through;
}

std::uint64_t Sent::seen_through() const {
  std::uint64_t through = passed;
  for (const auto& [name, stream] : streams) {
    through = std::max({through, stream.done, stream.trying, stream.late_trying});
    for (const SeqRanges* ranges : {&stream.late, &stream.late_done}) {
      if (!ranges->empty()) through = std::max(through, ranges->all().back().last);
    }
  }
  return through;
}

std::string to_json(const Sent& sent) {
  std::string out;
  JsonMembers members(out);
  members.text("labels", sent.labels);
  JsonMembers streams(members.key("streams"));
  for (const auto& [name, stream] : sent.streams) append_stream(streams.key(name), stream);
  streams.close();
  members.number("passed", sent.passed);
  members.number("stored", sent.stored);
  members.number("refused", sent.refused);
  members.number("missing", sent.missing);
  if (!sent.refused_why.empty()) members.text("refused_why", sent.refused_why);
  if (!sent.paused.empty()) members.text("paused", sent.paused);
  members.key("complete") += sent.complete ? "true" : "false";
  members.number("answers", sent.answers);
  if (sent.last_answer != 0) members.time("last_answer", sent.last_answer);
  members.number("unsent_bytes", sent.unsent_bytes);
  members.close();
  return out;
}

}  // namespace logwrap
